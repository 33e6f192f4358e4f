package dev.countersign.access.oidc;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonException;
import dev.countersign.json.JsonLimits;
import java.util.List;
import java.util.Optional;

/** The keys that an issuer signs with (RFC 7517, 5), as far as they can verify signatures. */
record KeySet(List<IssuerKey> keys) {
    static final int MAX_BYTES = 256 << 10;

    private static final int MAX_KEYS = 100;
    private static final JsonLimits LIMITS = new JsonLimits(8, MAX_BYTES);

    KeySet {
        keys = List.copyOf(keys);
    }

    /** @throws UnusableDocument when it is no list of keys, or none of them can be used */
    static KeySet parse(Bytes document) {
        var keys = keys(document).stream()
                .map(each -> each instanceof Json.Obj jwk ? IssuerKey.read(jwk) : Optional.<IssuerKey>empty())
                .flatMap(Optional::stream)
                .toList();
        if (keys.isEmpty()) {
            throw new UnusableDocument("its key set holds no key that verifies signatures");
        }
        return new KeySet(keys);
    }

    private static List<Json> keys(Bytes document) {
        try {
            if (Json.parseObject(document, LIMITS).get("keys") instanceof Json.Arr list
                    && list.items().size() <= MAX_KEYS) {
                return list.items();
            }
        } catch (JsonException.Malformed malformed) {
            throw new UnusableDocument("its key set: " + malformed.getMessage());
        }
        throw new UnusableDocument("its key set has no list of at most " + MAX_KEYS + " keys");
    }

    /** The key a token means. A token that names none means the only key for its algorithm. */
    Optional<IssuerKey> find(Jwt token) {
        var meant = keys.stream().filter(key -> key.isMeantBy(token)).limit(2).toList();
        return meant.size() == 1 ? Optional.of(meant.getFirst()) : Optional.empty();
    }
}
