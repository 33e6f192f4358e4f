package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of one publication, in canonical JSON. Readers ignore members that they do not know.
 *
 * @param publication its number
 * @param time when it was made
 * @param root the newest root after it; timestamp and snapshot likewise
 * @param changes the other files that it made: targets, and delegated roles
 * @param audit the rows of the private audit that it covers
 */
public record PublicationEntry(
        long publication,
        Instant time,
        Pinned root,
        Pinned timestamp,
        Pinned snapshot,
        Changes changes,
        AuditCoverage audit) {

    /** The member {@code type} of an entry of this form. */
    private static final String TYPE = "countersign/publication/v1";

    /** With more files than this the list is left out, so that an entry stays well below 64 KiB. */
    private static final int MAX_LISTED = 512;

    private static final int MAX_LISTED_BYTES = 48 << 10;

    private static final JsonLimits LIMITS = new JsonLimits(8, EntryBundle.MAX_ENTRY);
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** A version of a role, and the SHA-256 of its file in hexadecimal digits. */
    public record Pinned(int version, String sha256) {
        public Pinned {
            if (version < 1 || !SHA256.matcher(sha256).matches()) {
                throw new InvalidLog("an entry pins version " + version + " with SHA-256 \"" + sha256 + "\"");
            }
        }

        private Json.Obj json() {
            return Json.object().put("sha256", sha256).put("version", version).build();
        }

        private static Pinned fromJson(Json.Obj entry, String role) {
            var json = entry.object(role);
            return new Pinned((int) number(json, "version", Integer.MAX_VALUE), hash(json));
        }
    }

    /**
     * Files that a publication made.
     *
     * @param count how many
     * @param sha256 of their {@link #listing}
     * @param files the SHA-256 of each by its name; null when there are too many to list
     */
    public record Changes(
            int count, String sha256, @Nullable SortedMap<String, String> files) {

        public static Changes of(SortedMap<String, String> files) {
            var listing = listing(files);
            var listed = files.size() <= MAX_LISTED && listing.length() <= MAX_LISTED_BYTES;
            return new Changes(
                    files.size(),
                    listing.sha256().hex(),
                    listed ? Collections.unmodifiableSortedMap(new TreeMap<>(files)) : null);
        }

        /** The lines that {@code sha256sum} prints for them, in the order of their names. */
        public static Bytes listing(SortedMap<String, String> files) {
            var text = new StringBuilder(files.size() * 96);
            files.forEach(
                    (name, hash) -> text.append(hash).append("  ").append(name).append('\n'));
            return Bytes.utf8(text.toString());
        }

        /** Refuses a list that is not the one of the digest. */
        private Changes checked() {
            if (files != null
                    && (files.size() != count || !listing(files).sha256().hex().equals(sha256))) {
                throw new InvalidLog("the files that an entry lists are not those that its digest is of");
            }
            return this;
        }

        private Json.Obj json() {
            var json = Json.object().put("count", count);
            if (files != null) {
                var list = Json.object();
                files.forEach(list::put);
                json.put("files", list.build());
            }
            return json.put("sha256", sha256).build();
        }

        private static Changes fromJson(Json.Obj json) {
            SortedMap<String, String> files = null;
            if (json.get("files") instanceof Json.Obj list) {
                files = new TreeMap<>();
                for (var name : list.members().keySet()) {
                    files.put(name, String.valueOf(list.text(name)));
                }
            }
            return new Changes((int) number(json, "count", Integer.MAX_VALUE), hash(json), files).checked();
        }
    }

    public Bytes toBytes() {
        return CanonicalJson.encode(Json.object()
                .put("audit", audit.json())
                .put("changes", changes.json())
                .put("publication", publication)
                .put("root", root.json())
                .put("snapshot", snapshot.json())
                .put("time", time.toString())
                .put("timestamp", timestamp.json())
                .put("type", TYPE)
                .build());
    }

    /** @throws InvalidLog for anything that is no entry of this form */
    public static PublicationEntry parse(Bytes entry) {
        try {
            return fromJson(Json.parseObject(entry, LIMITS));
        } catch (InvalidLog e) {
            throw e;
        } catch (InvalidInput e) {
            throw new InvalidLog("an entry is no JSON object: " + e.getMessage());
        }
    }

    private static PublicationEntry fromJson(Json.Obj json) {
        if (!TYPE.equals(json.text("type"))) {
            throw new InvalidLog("an entry is of type " + Json.shown(json.get("type")) + " (expected: \"" + TYPE
                    + "\"; a newer Countersign may read it)");
        }
        return new PublicationEntry(
                number(json, "publication", Json.Int.MAX_PORTABLE),
                time(json),
                Pinned.fromJson(json, "root"),
                Pinned.fromJson(json, "timestamp"),
                Pinned.fromJson(json, "snapshot"),
                Changes.fromJson(json.object("changes")),
                AuditCoverage.fromJson(json.object("audit")));
    }

    private static Instant time(Json.Obj json) {
        try {
            return Instant.parse(String.valueOf(json.text("time")));
        } catch (DateTimeException e) {
            throw new InvalidLog("time: " + Json.shown(json.get("time")) + " (expected: a time of RFC 3339)");
        }
    }

    static long number(Json.Obj json, String name, long most) {
        if (json.get(name) instanceof Json.Int number && number.value() >= 0 && number.value() <= most) {
            return number.value();
        }
        throw new InvalidLog(name + ": " + Json.shown(json.get(name)) + " (expected: 0.." + most + ")");
    }

    private static String hash(Json.Obj json) {
        return hash(json, "sha256");
    }

    static String hash(Json.Obj json, String name) {
        var hash = json.text(name);
        if (hash == null || !SHA256.matcher(hash).matches()) {
            throw new InvalidLog(name + ": " + Json.shown(json.get(name)) + " (expected: 64 hexadecimal digits)");
        }
        return hash;
    }
}
