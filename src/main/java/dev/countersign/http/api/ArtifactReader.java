package dev.countersign.http.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.Lax;
import dev.countersign.http.Place;
import dev.countersign.http.Violation;
import dev.countersign.http.Violations;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonStream;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.key.PrivateMaterial;
import dev.countersign.wire.RequestLimits;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one artifact of a list. Afterwards the parser stands at its last token, whatever was wrong with it. */
final class ArtifactReader {
    private final JsonParser parser;
    private final Place place;
    private final Violations violations;
    private final HttpLimits limits;

    private @Nullable TargetPath path;
    private @Nullable TargetFile file;
    private boolean pathSeen;
    private boolean infoSeen;

    private long length;
    private boolean lengthSeen;
    private boolean hashesSeen;
    private Json.@Nullable Obj custom;
    private final SortedMap<HashAlgorithm, String> hashes = new TreeMap<>();

    ArtifactReader(JsonParser parser, Place place, Violations violations, HttpLimits limits) {
        this.parser = parser;
        this.place = place;
        this.violations = violations;
        this.limits = limits;
    }

    /** The target; null when something was noted against it. */
    @Nullable
    SubmittedTarget target() throws IOException {
        if (!isObject(place)) {
            return null;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "path" -> {
                    pathSeen = true;
                    path = path(parser, place.member("path"), violations, this::added);
                }
                case "info" -> {
                    infoSeen = true;
                    info(place.member("info"));
                }
                default -> parser.skipChildren();
            }
        }
        require(infoSeen, place.member("info"));
        require(pathSeen, place.member("path"));
        return path == null || file == null ? null : new SubmittedTarget(path, file);
    }

    private TargetPath added(String path) {
        return TargetPath.added(path, limits.paths());
    }

    /**
     * The path at the parser's current token; null when something was noted against it.
     *
     * @param rule what a path may be
     */
    static @Nullable TargetPath path(
            JsonParser parser, Place place, Violations violations, Function<String, TargetPath> rule)
            throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            violations.add(Violation.noString(place, shown(parser)));
            parser.skipChildren();
            return null;
        }
        var text = parser.getText();
        try {
            return rule.apply(text);
        } catch (TufException.InvalidName e) {
            violations.add(Violation.broken(place, e.reason(), new Json.Str(text)));
            return null;
        }
    }

    private void info(Place at) throws IOException {
        if (!isObject(at)) {
            return;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "length" -> length(at.member("length"));
                case "hashes" -> hashes(at.member("hashes"));
                case "custom" -> custom(at.member("custom"));
                default -> parser.skipChildren();
            }
        }
        require(lengthSeen, at.member("length"));
        require(hashesSeen, at.member("hashes"));
        if (violations.none()) {
            file = targetFile(at);
        }
    }

    private @Nullable TargetFile targetFile(Place at) {
        try {
            return new TargetFile(length, hashes, custom);
        } catch (InvalidInput e) {
            violations.add(Violation.broken(at, String.valueOf(e.getMessage()), Json.Obj.EMPTY));
            return null;
        }
    }

    private void length(Place at) throws IOException {
        lengthSeen = true;
        var value = shown(parser);
        parser.skipChildren();
        var number = Lax.integer(value);
        if (number.isEmpty()) {
            violations.add(Violation.noInteger(at, value));
        } else if (number.getAsLong() < 0) {
            violations.add(Violation.tooSmall(at, 0, value));
        } else if (number.getAsLong() > Json.Int.MAX_PORTABLE) {
            violations.add(Violation.tooLarge(at, Json.Int.MAX_PORTABLE, value));
        } else {
            length = number.getAsLong();
        }
    }

    private void hashes(Place at) throws IOException {
        hashesSeen = true;
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            violations.add(Violation.noDictionary(at, shown(parser)));
            parser.skipChildren();
            return;
        }
        boolean any = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            any = true;
            var name = parser.currentName();
            parser.nextToken();
            hash(at, name);
        }
        if (!any) {
            violations.add(Violation.broken(
                    at, "at least one hash is needed (expected: " + HashAlgorithm.NAMES + ")", Json.Obj.EMPTY));
        }
    }

    private void hash(Place at, String name) throws IOException {
        var algorithm = HashAlgorithm.find(name);
        if (algorithm.isEmpty()) {
            violations.add(Violation.broken(
                    at, "unknown hash algorithm (expected: " + HashAlgorithm.NAMES + ")", new Json.Str(name)));
            parser.skipChildren();
            return;
        }
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            violations.add(Violation.noString(at.member(name), shown(parser)));
            parser.skipChildren();
            return;
        }
        var text = parser.getText();
        if (!algorithm.get().isDigest(text)) {
            var rule = "not a hash (expected: " + algorithm.get().form() + ")";
            violations.add(Violation.broken(at.member(name), rule, new Json.Str(text)));
            return;
        }
        hashes.put(algorithm.get(), text);
    }

    private void custom(Place at) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            violations.add(Violation.noDictionary(at, shown(parser)));
            parser.skipChildren();
            return;
        }
        var value = JsonStream.value(parser, limits.maxCustomBytes() / 2);
        var tree = value.isPresent() && value.get() instanceof Json.Obj object ? object : null;
        var problem = tree == null ? tooLarge() : problem(tree);
        if (problem == null) {
            custom = tree;
        } else {
            violations.add(Violation.broken(at, problem, Json.Obj.EMPTY));
        }
    }

    private @Nullable String problem(Json.Obj tree) {
        var secret = PrivateMaterial.in(tree);
        if (secret.isPresent()) {
            return secret.get();
        }
        if (depth(tree) > RequestLimits.CUSTOM_DEPTH) {
            return "nested too deep (expected: at most " + RequestLimits.CUSTOM_DEPTH + " levels)";
        }
        try {
            return CanonicalJson.encode(tree).length() > limits.maxCustomBytes() ? tooLarge() : null;
        } catch (InvalidInput e) {
            return e.getMessage();
        }
    }

    private String tooLarge() {
        return "too large (expected: at most " + limits.maxCustomBytes() + " bytes)";
    }

    private static int depth(Json value) {
        return switch (value) {
            case Json.Obj object ->
                1
                        + object.members().values().stream()
                                .mapToInt(ArtifactReader::depth)
                                .max()
                                .orElse(0);
            case Json.Arr array ->
                1 + array.items().stream().mapToInt(ArtifactReader::depth).max().orElse(0);
            default -> 0;
        };
    }

    private boolean isObject(Place at) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return true;
        }
        violations.add(Violation.noObject(at, shown(parser)));
        parser.skipChildren();
        return false;
    }

    private void require(boolean seen, Place at) {
        if (!seen) {
            violations.add(Violation.missing(at, Json.Obj.EMPTY));
        }
    }

    /** The scalar at the parser's current token; an object or array as an empty one, not read. */
    static Json shown(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> Json.Obj.EMPTY;
            case START_ARRAY -> new Json.Arr(java.util.List.of());
            default -> JsonStream.value(parser, 1).orElseThrow();
        };
    }
}
