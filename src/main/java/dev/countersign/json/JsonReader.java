package dev.countersign.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes values of the tokens of a parser: of a whole text for {@link Json#parse}, of a part for {@link JsonStream}. */
final class JsonReader {
    /** The length and depth of the text are bounded here, so Jackson's own bounds on parts of it need not differ. */
    private static final JsonFactory JACKSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1001)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(1000)
                    .build())
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private final boolean whole;
    private final int maxDepth;
    /** How many values may still be kept. */
    private int left;

    private JsonReader(JsonParser parser, JsonLimits limits) {
        this.parser = parser;
        this.whole = true;
        this.maxDepth = limits.maxDepth();
        this.left = Integer.MAX_VALUE;
    }

    /** For a part of a text, of which the parser itself bounds the depth. */
    JsonReader(JsonParser parser, int most) {
        this.parser = parser;
        this.whole = false;
        this.maxDepth = Integer.MAX_VALUE;
        this.left = most;
    }

    static Json read(Bytes text, JsonLimits limits) {
        if (text.length() > limits.maxBytes()) {
            throw malformed(text.length() + " bytes (expected: <= " + limits.maxBytes() + ")", "");
        }
        try (var parser = JACKSON.createParser(decode(text))) {
            return new JsonReader(parser, limits).document();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** Decoded before it is parsed, because a parser of bytes would guess the encoding and tolerate errors. */
    private static String decode(Bytes text) {
        var decoded = text.utf8();
        if (decoded.startsWith("\uFEFF")) {
            throw malformed("it begins with a byte order mark (expected: none)", "");
        }
        // U+FFFD may be in the text itself or come from malformed input. Only then is the slow, strict decoder needed.
        if (decoded.indexOf('\uFFFD') >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text.array()));
            } catch (CharacterCodingException e) {
                throw malformed("it is not valid UTF-8", "");
            }
        }
        return decoded;
    }

    private Json document() throws IOException {
        try {
            var value = value(parser.nextToken());
            if (parser.nextToken() != null) {
                throw malformed("something follows the value (expected: nothing)", "");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw malformed(e.getOriginalMessage().lines().findFirst().orElse("syntax error"), position());
        }
    }

    /** The value at the current token; empty when there are too many in it. */
    Optional<Json> valueHere() throws IOException {
        var value = value(parser.currentToken());
        return isFull() ? Optional.empty() : Optional.of(value);
    }

    private boolean isFull() {
        return left < 0;
    }

    private Json value(@Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw malformed("it ends too early", position());
        }
        if (--left < 0) {
            left = -1;
            parser.skipChildren();
            return new Json.Null();
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> new Json.Str(checked(parser.getText()));
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> new Json.Dec(parser.getText());
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            case VALUE_NULL -> new Json.Null();
            default -> throw malformed("unexpected " + token, position());
        };
    }

    private Json object() throws IOException {
        checkDepth();
        var members = new LinkedHashMap<String, Json>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = checked(parser.currentName());
            var value = value(parser.nextToken());
            if (!isFull() && members.put(name, value) != null) {
                throw malformed("member occurs twice (expected: once)", position());
            }
        }
        return new Json.Obj(members);
    }

    private Json array() throws IOException {
        checkDepth();
        var items = new ArrayList<Json>();
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            var item = value(token);
            if (!isFull()) {
                items.add(item);
            }
        }
        return new Json.Arr(items);
    }

    private Json integer() throws IOException {
        var literal = parser.getText();
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER || literal.equals("-0")) {
            return new Json.Dec(literal);
        }
        return new Json.Int(parser.getLongValue());
    }

    private void checkDepth() {
        if (parser.getParsingContext().getNestingDepth() > maxDepth) {
            throw malformed("nesting too deep (expected: <= " + maxDepth + " levels)", "");
        }
    }

    private String checked(String text) {
        if (whole && CodePoints.hasLoneSurrogate(text)) {
            throw malformed("a string holds half of a surrogate pair", position());
        }
        return text;
    }

    private String position() {
        var pointer = parser.getParsingContext().pathAsPointer().toString();
        return pointer.length() <= 200 ? pointer : pointer.substring(0, 200) + "…";
    }

    private static JsonException.Malformed malformed(String message, String position) {
        return new JsonException.Malformed(message, position);
    }
}
