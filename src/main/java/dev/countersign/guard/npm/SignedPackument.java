package dev.countersign.guard.npm;

import dev.countersign.client.SafeName;
import dev.countersign.json.Json;
import dev.countersign.packages.npm.Packument;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import java.net.URI;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The document of a package with those versions that are signed, each with its file behind the guard.
 *
 * @param base of the guard's registry, with a slash at its end
 * @param signed files, by their names
 */
record SignedPackument(String name, URI base, Map<String, TargetFile> signed) {
    private static final String LATEST = "latest";

    /**
     * The document as it is written.
     *
     * @param shown versions of the registry's document
     * @param kept those of them that are in this one
     */
    record WrittenPackument(Json.Obj text, int shown, int kept) {}

    WrittenPackument write(Json.Obj document) {
        var shown = document.object("versions");
        var versions = new LinkedHashMap<String, Json>();
        shown.members().forEach((version, manifest) -> {
            var file = Packument.fileName(name, version);
            if (manifest instanceof Json.Obj object && signed.containsKey(file)) {
                versions.put(version, behindGuard(object, file));
            }
        });
        var written = document.with("versions", new Json.Obj(versions))
                .with("dist-tags", tags(document.object("dist-tags"), versions.keySet()));
        if (document.get("time") instanceof Json.Obj times) {
            written = written.with("time", times(times, shown.members().keySet(), versions.keySet()));
        }
        return new WrittenPackument(
                written.without("_attachments"), shown.members().size(), versions.size());
    }

    private Json behindGuard(Json.Obj manifest, String file) {
        var dist = manifest.object("dist").with("tarball", new Json.Str(address(file)));
        var target = signed.get(file);
        var sha512 = target == null ? null : target.hashes().get(HashAlgorithm.SHA512);
        return manifest.with("dist", sha512 == null ? dist : dist.with("integrity", new Json.Str(integrity(sha512))));
    }

    private String address(String file) {
        return base + SafeName.path(name) + "/-/" + SafeName.segment(file);
    }

    private static String integrity(String sha512) {
        return "sha512-" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha512));
    }

    /** Those that mean a version that is here; the newest that is here is the latest when the named one is not. */
    private static Json.Obj tags(Json.Obj shown, Set<String> versions) {
        var tags = new LinkedHashMap<String, Json>();
        shown.members().forEach((tag, version) -> {
            if (version instanceof Json.Str(var text) && versions.contains(text)) {
                tags.put(tag, version);
            }
        });
        var newest = newest(versions);
        if (!tags.containsKey(LATEST) && newest != null) {
            tags.put(LATEST, new Json.Str(newest));
        }
        return new Json.Obj(tags);
    }

    /** The newest release, or else the newest of all. */
    private static @Nullable String newest(Set<String> versions) {
        String newest = null;
        SemanticVersion best = null;
        for (var text : versions) {
            var version = SemanticVersion.parse(text).orElse(null);
            if (version != null && (best == null || isBetter(version, best))) {
                best = version;
                newest = text;
            }
        }
        return newest;
    }

    private static boolean isBetter(SemanticVersion version, SemanticVersion than) {
        return version.isRelease() == than.isRelease() ? version.compareTo(than) > 0 : version.isRelease();
    }

    /** Without those of versions that are not here; others are of the package. */
    private static Json.Obj times(Json.Obj times, Set<String> shown, Set<String> kept) {
        var gone = new HashSet<>(shown);
        gone.removeAll(kept);
        var rest = new LinkedHashMap<>(times.members());
        rest.keySet().removeAll(gone);
        return new Json.Obj(rest);
    }
}
