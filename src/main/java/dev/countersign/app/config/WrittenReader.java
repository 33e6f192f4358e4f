package dev.countersign.app.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads YAML, of which JSON is a part, and remembers where everything stands. */
final class WrittenReader {

    /** Lists and groups within each other. */
    private static final int MAX_DEPTH = 12;

    private final JsonParser parser;
    private final IntFunction<String> at;

    private WrittenReader(JsonParser parser, IntFunction<String> at) {
        this.parser = parser;
        this.at = at;
    }

    /**
     * What the text holds; empty for nothing but comments.
     *
     * @param at says where a line is
     */
    static Optional<Written> read(byte[] yaml, IntFunction<String> at) {
        try (var parser = new YAMLFactory().createParser(yaml)) {
            var first = parser.nextToken();
            return first == null
                    ? Optional.empty()
                    : Optional.ofNullable(new WrittenReader(parser, at).value("", first, 0));
        } catch (JsonProcessingException malformed) {
            var line = malformed.getLocation() == null
                    ? 1
                    : malformed.getLocation().getLineNr();
            throw StartFailure.misconfigured(
                    at.apply(line) + ": not YAML: " + firstLine(malformed.getOriginalMessage()) + "; correct the line");
        } catch (IOException impossible) {
            throw new UncheckedIOException("reading from memory", impossible);
        }
    }

    private @Nullable Written value(String key, JsonToken token, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw StartFailure.misconfigured(key + ": too many groups in each other (" + here() + ")");
        }
        return switch (token) {
            case VALUE_NULL -> null;
            case START_OBJECT -> group(key, depth);
            case START_ARRAY -> items(key, depth);
            default -> new Written.Text(parser.getText(), here());
        };
    }

    private Written group(String prefix, int depth) throws IOException {
        var where = here();
        var members = new LinkedHashMap<String, Written>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            var key = prefix.isEmpty() ? name : prefix + "." + name;
            var line = here();
            var value = value(key, parser.nextToken(), depth + 1);
            if (value != null && members.put(name, value) != null) {
                throw StartFailure.misconfigured(key + ": given twice (" + line + "); remove one");
            }
        }
        return new Written.Group(members, where);
    }

    private Written items(String key, int depth) throws IOException {
        var where = here();
        var items = new ArrayList<Written>();
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            var item = value(key + "[" + items.size() + "]", token, depth + 1);
            if (item == null) {
                throw StartFailure.misconfigured(
                        key + "[" + items.size() + "]: nothing (expected: a value; " + here() + ")");
            }
            items.add(item);
        }
        return new Written.Items(items, where);
    }

    private String here() {
        return at.apply(parser.currentTokenLocation().getLineNr());
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
