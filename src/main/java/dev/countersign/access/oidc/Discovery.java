package dev.countersign.access.oidc;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonException;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Printable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The document in which an issuer says where its keys are (OpenID Connect Discovery 1.0, 4). */
final class Discovery {
    static final int MAX_BYTES = 64 << 10;

    private static final JsonLimits LIMITS = new JsonLimits(8, MAX_BYTES);
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private Discovery() {}

    static URI address(String issuer) {
        return URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration");
    }

    /**
     * Where the keys are.
     *
     * @throws UnusableDocument for the document of another issuer, or one that leads where nothing can be trusted
     */
    static URI keysOf(String issuer, Bytes document) {
        var members = parse(document);
        if (!issuer.equals(members.text("issuer"))) {
            throw new UnusableDocument("its discovery document is that of issuer " + Json.shown(members.get("issuer")));
        }
        var address = members.text("jwks_uri");
        return Optional.ofNullable(address)
                .flatMap(Discovery::trustedAddress)
                .filter(keys -> isSecure(keys) || !isSecure(URI.create(issuer)))
                .orElseThrow(() -> new UnusableDocument("its discovery document has jwks_uri "
                        + Printable.quoted(String.valueOf(address)) + " (expected: an https address)"));
    }

    private static Json.Obj parse(Bytes document) {
        try {
            return Json.parseObject(document, LIMITS);
        } catch (JsonException.Malformed malformed) {
            throw new UnusableDocument("its discovery document: " + malformed.getMessage());
        }
    }

    /** An address whose answers nobody can change on the way: https, or this machine; empty for any other. */
    static Optional<URI> trustedAddress(String text) {
        try {
            var address = new URI(text);
            return address.getHost() != null
                            && address.getRawUserInfo() == null
                            && address.getRawFragment() == null
                            && (isSecure(address) || isLocal(address))
                    ? Optional.of(address)
                    : Optional.empty();
        } catch (URISyntaxException notAnAddress) {
            return Optional.empty();
        }
    }

    private static boolean isSecure(URI address) {
        return "https".equals(address.getScheme());
    }

    private static boolean isLocal(URI address) {
        return "http".equals(address.getScheme())
                && LOOPBACK.matcher(address.getHost()).matches();
    }
}
