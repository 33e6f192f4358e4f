package dev.countersign.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** The streaming parser for lists of artifacts, as strict as {@link Json#parse}: what two parsers read differently is refused. */
public final class StrictJson {
    private static final int CHUNK = 8192;

    private final JsonFactory factory;

    public StrictJson(HttpLimits limits) {
        factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(com.fasterxml.jackson.core.JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth())
                        .maxDocumentLength(limits.maxBodyBytes())
                        .maxStringLength(limits.maxBodyBytes())
                        .maxNameLength(65_536)
                        .build())
                .build();
    }

    /** @throws Refusal.Invalid when the text is not UTF-8 without a byte order mark */
    public JsonParser open(Bytes text) throws IOException {
        var array = text.array();
        checkUtf8(array);
        return factory.createParser(array, 0, array.length);
    }

    /** Zero bytes are refused here because the parser would take them for another encoding. */
    private static void checkUtf8(byte[] text) {
        for (int at = 0; at < text.length; at++) {
            if (text[at] <= 0) {
                checkUtf8(text, at);
                return;
            }
        }
    }

    private static void checkUtf8(byte[] text, int from) {
        if (text[0] == (byte) 0xef && text.length > 2 && text[1] == (byte) 0xbb && text[2] == (byte) 0xbf) {
            throw new Refusal.Invalid(Violation.notJson(0, "a byte order mark is not allowed"));
        }
        for (int at = from; at < text.length; at++) {
            if (text[at] == 0) {
                throw new Refusal.Invalid(Violation.notJson(at, "a zero byte is not allowed"));
            }
        }
        var in = ByteBuffer.wrap(text, from, text.length - from);
        var out = CharBuffer.allocate(CHUNK);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            for (var result = decoder.decode(in, out, true); !result.isUnderflow(); ) {
                if (result.isError()) {
                    result.throwException();
                }
                result = decoder.decode(in, out.clear(), true);
            }
        } catch (CharacterCodingException e) {
            throw new Refusal.Invalid(Violation.notJson(in.position(), "the text is not valid UTF-8"));
        }
    }

    /** How many values a tree may still have; small texts can make large trees. */
    public static final class Budget {
        private int left;

        public Budget(int values) {
            left = values;
        }

        boolean take() {
            return --left >= 0;
        }

        public boolean isSpent() {
            return left < 0;
        }
    }

    /**
     * The value at the parser's current token, as a tree. When the budget is spent, the rest of the value is read but
     * not kept.
     */
    public static Json tree(JsonParser parser, Budget budget) throws IOException {
        if (!budget.take()) {
            parser.skipChildren();
            return new Json.Null();
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, budget);
            case START_ARRAY -> array(parser, budget);
            case VALUE_STRING -> new Json.Str(parser.getText());
            case VALUE_NUMBER_INT -> number(parser.getText());
            case VALUE_NUMBER_FLOAT -> new Json.Dec(parser.getText());
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            default -> new Json.Null();
        };
    }

    private static Json.Obj object(JsonParser parser, Budget budget) throws IOException {
        var members = new LinkedHashMap<String, Json>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            var value = tree(parser, budget);
            if (!budget.isSpent()) {
                members.put(name, value);
            }
        }
        return new Json.Obj(members);
    }

    private static Json.Arr array(JsonParser parser, Budget budget) throws IOException {
        var items = new ArrayList<Json>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            var item = tree(parser, budget);
            if (!budget.isSpent()) {
                items.add(item);
            }
        }
        return new Json.Arr(items);
    }

    static Json number(String literal) {
        if (literal.length() > 19 || literal.equals("-0")) {
            return new Json.Dec(literal);
        }
        try {
            return new Json.Int(Long.parseLong(literal));
        } catch (NumberFormatException outOfRange) {
            return new Json.Dec(literal);
        }
    }
}
