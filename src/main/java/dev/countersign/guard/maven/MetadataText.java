package dev.countersign.guard.maven;

import dev.countersign.guard.FetchedIndex;
import dev.countersign.guard.GuardedRegistry;
import dev.countersign.json.Bytes;
import dev.countersign.packages.UnreadableIndex;
import dev.countersign.packages.maven.GroupMetadata;
import dev.countersign.packages.maven.GroupMetadata.PluginPrefix;
import dev.countersign.packages.maven.MavenMetadata;
import dev.countersign.packages.maven.MavenPath;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads {@code maven-metadata.xml}, and writes it anew. */
final class MetadataText {
    private MetadataText() {}

    /**
     * What a repository shows.
     *
     * @param versions of a project
     * @param plugins of a group; null for a project
     */
    record ShownMetadata(List<String> versions, @Nullable List<PluginPrefix> plugins) {
        static ShownMetadata read(GuardedRegistry registry, FetchedIndex document, String folder) {
            return registry.read(document, () -> {
                var plugins = GroupMetadata.plugins(document.body(), document.address());
                if (!plugins.isEmpty()) {
                    return new ShownMetadata(List.of(), plugins);
                }
                var metadata = MavenMetadata.parse(document.body(), document.address());
                if (!metadata.project().equals(folder)) {
                    throw new UnreadableIndex("metadata of " + folder, metadata.project(), "of this project");
                }
                return new ShownMetadata(metadata.versions(), null);
            });
        }

        boolean isOfGroup() {
            return plugins != null;
        }
    }

    static Bytes ofGroup(@Nullable List<PluginPrefix> plugins) {
        var text = begun().append("  <plugins>\n");
        for (var plugin : plugins == null ? List.<PluginPrefix>of() : plugins) {
            text.append("    <plugin>\n");
            element(text, "      ", "prefix", plugin.prefix());
            element(text, "      ", "artifactId", plugin.artifact());
            text.append("    </plugin>\n");
        }
        return ended(text.append("  </plugins>\n"));
    }

    static Bytes ofProject(String folder, List<String> versions) {
        int slash = folder.lastIndexOf('/');
        var text = begun();
        element(text, "  ", "groupId", folder.substring(0, Math.max(0, slash)).replace('/', '.'));
        element(text, "  ", "artifactId", folder.substring(slash + 1));
        text.append("  <versioning>\n");
        last(text, "latest", versions, _ -> true);
        last(text, "release", versions, Predicate.not(MavenPath::isSnapshot));
        text.append("    <versions>\n");
        versions.forEach(version -> element(text, "      ", "version", version));
        return ended(text.append("    </versions>\n  </versioning>\n"));
    }

    /** Repositories list versions in the order of their publication. */
    private static void last(StringBuilder text, String name, List<String> versions, Predicate<String> counts) {
        versions.reversed().stream()
                .filter(counts)
                .findFirst()
                .ifPresent(newest -> element(text, "    ", name, newest));
    }

    private static StringBuilder begun() {
        return new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<metadata>\n");
    }

    private static Bytes ended(StringBuilder text) {
        return Bytes.utf8(text.append("</metadata>\n").toString());
    }

    private static void element(StringBuilder text, String indent, String name, String content) {
        text.append(indent)
                .append('<')
                .append(name)
                .append('>')
                .append(content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
                .append("</")
                .append(name)
                .append(">\n");
    }
}
