package dev.countersign.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Texts that are read token by token, because a tree of the whole would be too large; as strict as {@link Json#parse},
 * except that a half of a surrogate pair is for the reader to find.
 */
public final class JsonStream {
    private static final int CHUNK = 8192;
    private static final int MAX_NAME = 65_536;

    private final JsonFactory factory;

    public JsonStream(JsonLimits limits) {
        factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.maxDepth())
                        .maxDocumentLength(limits.maxBytes())
                        .maxStringLength(limits.maxBytes())
                        .maxNameLength(MAX_NAME)
                        .build())
                .build();
    }

    /** @throws JsonException.NotUtf8 when the text is not UTF-8 without a byte order mark */
    public JsonParser open(Bytes text) throws IOException {
        var array = text.array();
        checkUtf8(array);
        return factory.createParser(array, 0, array.length);
    }

    /**
     * The value at the parser's current token, with all that is in it. Small texts make large trees: empty when there are
     * more than {@code most} values, which are then read but not kept.
     */
    public static Optional<Json> value(JsonParser parser, int most) throws IOException {
        return new JsonReader(parser, most).valueHere();
    }

    private static void checkUtf8(byte[] text) {
        for (int at = 0; at < text.length; at++) {
            if (text[at] <= 0) {
                checkUtf8(text, at);
                return;
            }
        }
    }

    /** Zero bytes are refused here because the parser would take them for another encoding. */
    private static void checkUtf8(byte[] text, int from) {
        if (text[0] == (byte) 0xef && text.length > 2 && text[1] == (byte) 0xbb && text[2] == (byte) 0xbf) {
            throw new JsonException.NotUtf8("a byte order mark is not allowed", 0);
        }
        for (int at = from; at < text.length; at++) {
            if (text[at] == 0) {
                throw new JsonException.NotUtf8("a zero byte is not allowed", at);
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
            throw new JsonException.NotUtf8("the text is not valid UTF-8", in.position());
        }
    }
}
