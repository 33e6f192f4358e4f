package dev.countersign.cli.log;

import dev.countersign.json.Json;
import dev.countersign.transparency.PublicationEntry;
import dev.countersign.tuf.FileName;
import dev.countersign.tuf.RoleName;
import java.util.SortedMap;
import java.util.TreeMap;

/** The SHA-256 of the newest version of each role, as entries name it. Also checks that entries follow one another. */
public final class KnownFiles {
    private static final String TIMESTAMP = "timestamp";

    private record NamedFile(int version, String sha256) {}

    private final SortedMap<String, NamedFile> roles = new TreeMap<>();
    private long publication;
    private int firstTimestamp;

    /** @throws dev.countersign.cli.CliFailure.Unverified when it cannot follow the entries that were read before */
    void read(PublicationEntry entry) {
        var last = roles.get(TIMESTAMP);
        if (last == null) {
            firstTimestamp = entry.timestamp().version();
        } else if (entry.timestamp().version() != last.version() + 1) {
            throw RemoteLog.unverified("the log has timestamp "
                    + entry.timestamp().version() + " behind " + last.version() + ": a publication is missing");
        }
        if (entry.publication() <= publication) {
            throw RemoteLog.unverified("the log has publication " + entry.publication() + " behind " + publication);
        }
        publication = entry.publication();
        name("root", entry.root());
        name(TIMESTAMP, entry.timestamp());
        name("snapshot", entry.snapshot());
        var files = entry.changes().files();
        if (files != null) {
            files.forEach(this::nameFile);
        }
    }

    private void nameFile(String file, String sha256) {
        var named = FileName.parse(file).orElseThrow(() -> RemoteLog.unverified("the log names a file " + file));
        name(named.role().value(), new PublicationEntry.Pinned(named.version(), sha256));
    }

    private void name(String role, PublicationEntry.Pinned pinned) {
        var before = roles.put(role, new NamedFile(pinned.version(), pinned.sha256()));
        if (before != null
                && (before.version() > pinned.version()
                        || (before.version() == pinned.version()
                                && !before.sha256().equals(pinned.sha256())))) {
            throw RemoteLog.unverified("the log has two different files " + pinned.version() + "." + role
                    + ".json, or an older one behind a newer one");
        }
    }

    /** The version of the timestamp in the first entry. */
    int firstTimestamp() {
        return firstTimestamp;
    }

    /**
     * Whether the log names this file. It does not when a publication with too many files to list has made it.
     *
     * @throws dev.countersign.cli.CliFailure.Unverified when it names another of the same role and version
     */
    boolean confirms(RoleName role, int version, String sha256) {
        var named = roles.get(role.value());
        if (named == null || named.version() != version) {
            return false;
        }
        if (!named.sha256().equals(sha256)) {
            throw RemoteLog.unverified(role.fileName(version) + " (version " + version + ") is served with SHA-256 "
                    + sha256 + ", but the log has " + named.sha256() + ": keep both, and tell its owner");
        }
        return true;
    }

    Json.Obj json() {
        var list = Json.object();
        roles.forEach((role, named) -> list.put(
                role,
                Json.object()
                        .put("version", named.version())
                        .put("sha256", named.sha256())
                        .build()));
        return Json.object()
                .put("publication", publication)
                .put("first_timestamp", firstTimestamp)
                .put("roles", list.build())
                .build();
    }

    static KnownFiles parse(Json.Obj json) {
        var known = new KnownFiles();
        known.publication = number(json, "publication");
        known.firstTimestamp = (int) number(json, "first_timestamp");
        var roles = json.object("roles");
        roles.members().keySet().forEach(role -> {
            var named = roles.object(role);
            known.roles.put(role, new NamedFile((int) number(named, "version"), String.valueOf(named.text("sha256"))));
        });
        return known;
    }

    private static long number(Json.Obj json, String name) {
        return json.get(name) instanceof Json.Int number ? number.value() : 0;
    }
}
