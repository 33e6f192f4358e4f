package dev.countersign.packages.maven;

import dev.countersign.json.Bytes;
import dev.countersign.packages.UnreadableIndex;
import java.net.URI;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * What {@code maven-metadata.xml} says of a project.
 *
 * @param latest the newest version of all; null when it does not say
 * @param release the newest that is no snapshot; null when it does not say
 */
public record MavenMetadata(
        String group,
        String artifact,
        List<String> versions,
        @Nullable String latest,
        @Nullable String release) {
    /** The name of the file. */
    public static final String FILE = "maven-metadata.xml";

    private static final int MOST_BYTES = 16 << 20;

    public MavenMetadata {
        versions = List.copyOf(versions);
    }

    /** @throws UnreadableIndex when it is no such file, or one of a group without versions */
    public static MavenMetadata parse(Bytes body, URI address) {
        if (body.length() > MOST_BYTES) {
            throw new UnreadableIndex(address.toString(), body.length() + " bytes", "at most " + MOST_BYTES);
        }
        // Neither entities nor anything from outside is resolved by this parser.
        var metadata = child(Jsoup.parse(body.utf8(), address.toString(), Parser.xmlParser()), "metadata");
        if (metadata == null) {
            throw new UnreadableIndex(address.toString(), "no element metadata", "a file " + FILE);
        }
        var versioning = child(metadata, "versioning");
        var listed = versioning == null ? null : child(versioning, "versions");
        return new MavenMetadata(
                required(metadata, "groupId", address),
                required(metadata, "artifactId", address),
                listed == null ? List.of() : listed.children().eachText(),
                text(versioning, "latest"),
                text(versioning, "release"));
    }

    /** The project as a folder of the repository. */
    public String project() {
        return group.replace('.', '/') + "/" + artifact;
    }

    private static String required(Element parent, String name, URI address) {
        var text = text(parent, name);
        if (text == null) {
            throw new UnreadableIndex(address.toString(), "no element " + name, "a file " + FILE);
        }
        return text;
    }

    private static @Nullable String text(@Nullable Element parent, String name) {
        var child = parent == null ? null : child(parent, name);
        return child == null || child.text().isEmpty() ? null : child.text();
    }

    private static @Nullable Element child(Element parent, String name) {
        return parent.children().stream()
                .filter(child -> child.tagName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
