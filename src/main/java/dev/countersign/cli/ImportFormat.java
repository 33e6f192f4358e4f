package dev.countersign.cli;

import dev.countersign.tuf.Bytes;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.Json;
import dev.countersign.tuf.JsonLimits;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TargetPathPolicy;
import dev.countersign.tuf.TufException;
import java.util.Arrays;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How one line of an import names one artifact. */
enum ImportFormat {
    /** {@code path;size;hash-type;hash}, without a header line. */
    CSV {
        @Override
        Artifact read(Bytes line) {
            var text = utf8(line);
            var hash = text.lastIndexOf(';');
            var type = text.lastIndexOf(';', hash - 1);
            var size = text.lastIndexOf(';', type - 1);
            if (hash < 0 || type < 0 || size < 0) {
                throw new TufException.InvalidMetadata("not 'path;size;hash-type;hash'");
            }
            var hashes = new TreeMap<HashAlgorithm, String>();
            hashes.put(algorithm(text.substring(type + 1, hash)), lowerCase(text.substring(hash + 1)));
            var length = number(text.substring(size + 1, type));
            return new Artifact(added(unquoted(text.substring(0, size))), new TargetFile(length, hashes, null));
        }
    },

    /**
     * {@code {"path": …, "length": …, "hashes": {…}, "custom": {…}}}; length, hashes and custom may also stand in an
     * {@code info} object, as in the API.
     */
    JSONL {
        @Override
        Artifact read(Bytes line) {
            var object = Json.parseObject(line, LIMITS);
            var info = object.get("info") instanceof Json.Obj inner ? inner : object;
            if (!(object.get("path") instanceof Json.Str path)) {
                throw new TufException.InvalidMetadata("\"path\" is missing or not a string");
            }
            if (!(info.get("length") instanceof Json.Int length)) {
                throw new TufException.InvalidMetadata("\"length\" is missing or not an integer");
            }
            if (!(info.get("hashes") instanceof Json.Obj hashes)) {
                throw new TufException.InvalidMetadata("\"hashes\" is missing or not an object");
            }
            var custom = info.get("custom") instanceof Json.Obj given ? given : null;
            return new Artifact(added(path.value()), new TargetFile(length.value(), hashes(hashes), custom));
        }
    };

    private static final JsonLimits LIMITS = new JsonLimits(64, 1 << 20);

    /**
     * The artifact of a line.
     *
     * @throws TufException with the reason, when the line cannot be sent
     */
    abstract Artifact read(Bytes line);

    /** JSON when the first line starts like an object. */
    static ImportFormat of(Bytes firstLine) {
        for (int i = 0; i < firstLine.length(); i++) {
            if (!Character.isWhitespace(firstLine.byteAt(i))) {
                return firstLine.byteAt(i) == '{' ? JSONL : CSV;
            }
        }
        return CSV;
    }

    private static String utf8(Bytes line) {
        var text = line.utf8();
        if (text.indexOf('\uFFFD') >= 0) {
            throw new TufException.InvalidMetadata("not UTF-8");
        }
        return text;
    }

    private static TargetPath added(String path) {
        return TargetPath.added(path, TargetPathPolicy.PORTABLE);
    }

    private static String unquoted(String text) {
        var quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw new TufException.InvalidValue("size", text, "a number of bytes");
        }
    }

    private static SortedMap<HashAlgorithm, String> hashes(Json.Obj hashes) {
        var read = new TreeMap<HashAlgorithm, String>();
        hashes.members().forEach((name, value) -> {
            if (!(value instanceof Json.Str hex)) {
                throw new TufException.InvalidMetadata("\"hashes\": " + name + " is not a string");
            }
            read.put(algorithm(name), lowerCase(hex.value()));
        });
        return read;
    }

    private static HashAlgorithm algorithm(String name) {
        return HashAlgorithm.of(name.strip()).orElseThrow(() -> new TufException.InvalidValue("hash", name, names()));
    }

    private static String names() {
        return Arrays.stream(HashAlgorithm.values())
                .map(HashAlgorithm::wireName)
                .collect(Collectors.joining(", "));
    }

    private static String lowerCase(String hex) {
        return hex.strip().toLowerCase(Locale.ROOT);
    }
}
