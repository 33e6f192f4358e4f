package dev.countersign.packages;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Members;
import java.net.URI;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the documents of all indexes have in common. */
public final class IndexDocument {
    /** The most bytes of a document that is read whole: a few times more than the largest of public registries. */
    public static final int MOST_BYTES = 64 << 20;

    private static final JsonLimits JSON = new JsonLimits(64, MOST_BYTES);

    private IndexDocument() {}

    static void check(Bytes body, URI address) {
        if (body.length() > MOST_BYTES) {
            throw new UnreadableIndex(address.toString(), body.length() + " bytes", "at most " + MOST_BYTES);
        }
    }

    /** @throws InvalidInput when it is not an object of JSON, or too large */
    public static Members object(Bytes body, URI address) {
        check(body, address);
        return new Members("", Json.parseObject(body, JSON));
    }

    /** @throws UnreadableIndex when it is too large */
    public static List<String> lines(Bytes body, URI address) {
        check(body, address);
        return body.utf8().lines().toList();
    }

    /** The SHA-256 of what a resolver is told, whatever the order in which it stands. */
    public static String requirements(Json told) {
        return CanonicalJson.encodeAny(told).sha256().hex();
    }

    /** The hexadecimal digits of a digest, in lower case. */
    public static String digest(String hex) {
        return hex.strip().toLowerCase(Locale.ROOT);
    }

    /** The hexadecimal digits of a digest in base 64; empty when it is none. */
    public static Optional<String> digestOfBase64(String text) {
        try {
            return Optional.of(HexFormat.of().formatHex(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
