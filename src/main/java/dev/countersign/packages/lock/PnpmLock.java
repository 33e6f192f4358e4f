package dev.countersign.packages.lock;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** {@code pnpm-lock.yaml}, of every version since 5. */
final class PnpmLock {
    private PnpmLock() {}

    static List<LockedPackage> read(Bytes text) {
        var found = new ArrayList<LockedPackage>();
        var documents = Documents.yaml(text);
        if (documents.stream().noneMatch(document -> document.get("lockfileVersion") != null)) {
            throw new UnreadableLock("no lockfileVersion (expected: a lock file of pnpm)");
        }
        for (var document : documents) {
            var former = isFormer(document);
            document.object("packages").members().forEach((key, value) -> {
                if (value instanceof Json.Obj entry) {
                    found.add(locked(former ? Id.former(key) : Id.parse(key), entry));
                }
            });
        }
        return found;
    }

    /** Version 5 is a number, and those after it are texts. */
    private static boolean isFormer(Json.Obj document) {
        return switch (document.get("lockfileVersion")) {
            case Json.Dec number -> number.literal().startsWith("5");
            case Json.Int number -> number.value() <= 5;
            case null, default -> false;
        };
    }

    private static LockedPackage locked(Id id, Json.Obj entry) {
        var name = given(entry, "name", id.name());
        var version = given(entry, "version", id.version());
        var resolution = entry.object("resolution");
        var elsewhere = elsewhere(resolution);
        if (!elsewhere.isEmpty()) {
            return new LockedPackage.Unjudged(name, version, "it comes from " + elsewhere + ", which is no registry");
        }
        return new NpmEntry(name, version, resolution.text("tarball"), resolution.text("integrity")).locked();
    }

    /** A repository or a folder; empty for a registry. */
    private static String elsewhere(Json.Obj resolution) {
        for (var member : List.of("repo", "directory")) {
            var place = resolution.text(member);
            if (place != null) {
                return place;
            }
        }
        var type = resolution.text("type");
        return type == null ? "" : type;
    }

    private static String given(Json.Obj entry, String member, String otherwise) {
        var text = entry.text(member);
        return text == null ? otherwise : text;
    }

    /** What the key of a package says of it. */
    private record Id(String name, String version) {
        /** Version 5: {@code /name/1.0.0_peers}. */
        private static final Pattern FORMER = Pattern.compile("/?((?:@[^/]+/)?[^/]+)/([^/_(]+).*");

        /** Since version 6: {@code name@version(peers)}, with a slash before it until version 9. */
        static Id parse(String key) {
            var peers = key.indexOf('(');
            var plain = (peers < 0 ? key : key.substring(0, peers)).replaceFirst("^/", "");
            var at = plain.indexOf('@', 1);
            return at < 0 ? new Id(plain, "") : new Id(plain.substring(0, at), plain.substring(at + 1));
        }

        static Id former(String key) {
            var parts = FORMER.matcher(key);
            return parts.matches() ? new Id(parts.group(1), parts.group(2)) : new Id(key, "");
        }
    }
}
