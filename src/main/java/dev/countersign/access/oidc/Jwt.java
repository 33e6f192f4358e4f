package dev.countersign.access.oidc;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonException;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Printable;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A signed JSON Web Token in its compact form (RFC 7515, 7519), read strictly and not yet believed. It is never printed: a
 * token in a log could be used by who reads it.
 */
final class Jwt {
    /** The longest token: four times as long as those of build services. */
    static final int MAX_LENGTH = 8192;

    private static final Pattern COMPACT = Pattern.compile("([\\w-]+)\\.([\\w-]+)\\.([\\w-]+)");
    private static final JsonLimits LIMITS = new JsonLimits(8, MAX_LENGTH);
    private static final int MAX_KEY_ID = 256;

    /** Media types of tokens that say who calls; others, such as {@code logout+jwt}, say something else. */
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

    private final JwsAlgorithm algorithm;
    private final @Nullable String keyId;
    private final Claims claims;
    private final Bytes signed;
    private final Bytes signature;

    private Jwt(JwsAlgorithm algorithm, @Nullable String keyId, Claims claims, Bytes signed, Bytes signature) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.claims = claims;
        this.signed = signed;
        this.signature = signature;
    }

    /** Whether a bearer looks like a token of this form, so that it is read and refused as one. */
    static boolean isCompact(String text) {
        return COMPACT.matcher(text).matches();
    }

    /** @throws UntrustedToken for a text that is not acceptable, whoever signed it */
    static Jwt parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new UntrustedToken("a token of " + text.length() + " characters (expected: <= " + MAX_LENGTH + ")");
        }
        var parts = COMPACT.matcher(text);
        if (!parts.matches()) {
            throw new UntrustedToken("not a signed token in compact form");
        }
        var header = object("header", parts.group(1));
        checkHeader(header);
        return new Jwt(
                algorithm(header),
                keyId(header),
                Claims.read(object("claims", parts.group(2))),
                Bytes.utf8(text.substring(0, parts.end(2))),
                decoded("signature", parts.group(3)));
    }

    private static void checkHeader(Json.Obj header) {
        if (header.get("crit") != null || header.get("b64") != null) {
            throw new UntrustedToken("header: crit or b64 (expected: neither, no extension is understood)");
        }
        var type = header.get("typ");
        if (type != null && !isOfCaller(type)) {
            throw new UntrustedToken("header: typ " + Json.shown(type) + " (expected: JWT or at+jwt)");
        }
    }

    private static boolean isOfCaller(Json type) {
        return type instanceof Json.Str word
                && TYPES.contains(word.value().toLowerCase(Locale.ROOT).replaceFirst("^application/", ""));
    }

    private static JwsAlgorithm algorithm(Json.Obj header) {
        if (header.get("alg") instanceof Json.Str word) {
            return JwsAlgorithm.parse(word.value())
                    .orElseThrow(() -> new UntrustedToken("header: alg " + Printable.quoted(word.value())
                            + " (expected: an asymmetric signature algorithm)"));
        }
        throw new UntrustedToken("header: no alg");
    }

    private static @Nullable String keyId(Json.Obj header) {
        return switch (header.get("kid")) {
            case null -> null;
            case Json.Str id when !id.value().isEmpty() && id.value().length() <= MAX_KEY_ID -> id.value();
            case Json other -> throw new UntrustedToken("header: kid (expected: 1 to " + MAX_KEY_ID + " characters)");
        };
    }

    private static Json.Obj object(String part, String text) {
        try {
            return Json.parseObject(decoded(part, text), LIMITS);
        } catch (JsonException.Malformed malformed) {
            throw new UntrustedToken(part + ": " + malformed.getMessage());
        }
    }

    /** Encoded again and compared, because a decoder takes several texts for the same bytes. */
    private static Bytes decoded(String part, String text) {
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
                return Bytes.wrap(bytes);
            }
        } catch (IllegalArgumentException notBase64) {
            // Refused below.
        }
        throw new UntrustedToken(part + ": not base64url");
    }

    JwsAlgorithm algorithm() {
        return algorithm;
    }

    /** Null when the token names none. */
    @Nullable
    String keyId() {
        return keyId;
    }

    Claims claims() {
        return claims;
    }

    /** What the signature is over. */
    Bytes signed() {
        return signed;
    }

    Bytes signature() {
        return signature;
    }
}
