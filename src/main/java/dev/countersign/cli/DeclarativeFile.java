package dev.countersign.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.countersign.files.SmallFile;
import dev.countersign.json.Json;
import dev.countersign.tuf.key.PrivateMaterial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** A YAML or JSON file in which a user has written down what to do. */
public final class DeclarativeFile {
    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int MAX_DEPTH = 20;

    private DeclarativeFile() {}

    /**
     * The file's one object; an empty one for an empty file, and without any.
     *
     * @throws CliFailure.Misused with the line, when it cannot be understood
     */
    public static Json.Obj read(@Nullable Path file) {
        if (file == null) {
            return Json.Obj.EMPTY;
        }
        try {
            try (var parser = YAML.createParser(SmallFile.text(file))) {
                return document(file, parser);
            }
        } catch (JsonProcessingException e) {
            var at = e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw new CliFailure.Misused(file + at + ": " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new CliFailure.Misused(
                    String.valueOf(FileFailure.refused(file, e).getMessage()));
        }
    }

    /** Nothing that is passed on, signed or sent may hold a private key. */
    public static void requirePublic(String where, Json json) {
        PrivateMaterial.in(json).ifPresent(problem -> {
            throw new CliFailure.CommandRefused(where + ": " + problem);
        });
    }

    private static String firstLine(String message) {
        return message.strip().lines().findFirst().orElse("cannot be understood");
    }

    private static Json.Obj document(Path file, JsonParser parser) throws IOException {
        var first = parser.nextToken();
        if (first == null) {
            return Json.Obj.EMPTY;
        }
        if (!(value(file, parser, 0) instanceof Json.Obj object)) {
            throw new CliFailure.Misused(file + ": not a list of members (expected: such as name: value)");
        }
        if (parser.nextToken() != null) {
            throw new CliFailure.Misused(file + ": more than one document");
        }
        requirePublic(file.toString(), object);
        return object;
    }

    private static Json value(Path file, JsonParser parser, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new CliFailure.Misused(file + ": nested too deeply");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(file, parser, depth);
            case START_ARRAY -> array(file, parser, depth);
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            case VALUE_NULL -> new Json.Null();
            case VALUE_NUMBER_INT -> integer(parser);
            default -> new Json.Str(parser.getText());
        };
    }

    private static Json integer(JsonParser parser) throws IOException {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? new Json.Str(parser.getText())
                : new Json.Int(parser.getLongValue());
    }

    private static Json object(Path file, JsonParser parser, int depth) throws IOException {
        var members = new LinkedHashMap<String, Json>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            members.put(name, value(file, parser, depth + 1));
        }
        return new Json.Obj(members);
    }

    private static Json array(Path file, JsonParser parser, int depth) throws IOException {
        var items = new ArrayList<Json>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(file, parser, depth + 1));
        }
        return new Json.Arr(items);
    }
}
