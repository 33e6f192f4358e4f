package dev.countersign.cli.watch;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A message that something was published. It only says where to look, so nothing in it is believed; the secret keeps
 * strangers from asking for work.
 */
final class WakeUp {
    private static final JsonLimits LIMITS = new JsonLimits(32, 1 << 20);
    /** As Gitea, Forgejo, Gogs and GitHub send the HMAC of the body. */
    private static final List<String> SIGNATURES =
            List.of("X-Forgejo-Signature", "X-Gitea-Signature", "X-Gogs-Signature", "X-Hub-Signature-256");

    private WakeUp() {}

    /**
     * Whether the sender knows the secret: as a bearer token, or as the key of an HMAC-SHA256 of the body.
     *
     * @param header a request's header by its name
     */
    static boolean isKnown(String secret, Function<String, @Nullable String> header, Bytes body) {
        var authorization = header.apply("Authorization");
        if (authorization != null) {
            return same("Bearer " + secret, authorization.strip());
        }
        var expected = hmac(secret, body);
        return SIGNATURES.stream()
                .map(header)
                .flatMap(Stream::ofNullable)
                .map(value -> value.startsWith("sha256=") ? value.substring("sha256=".length()) : value)
                .anyMatch(value -> same(expected, value.strip()));
    }

    /**
     * The projects that a message names; none when it names none, so that everything is to be looked at. Understood are
     * {@code {"project": …}}, {@code {"projects": […]}}, {@code {"name": …}} as verdaccio is told to send it, and {@code
     * {"package": {"name": …}}} of Gitea and Forgejo.
     */
    static List<String> projects(Bytes body) {
        Json.Obj message;
        try {
            message = body.length() == 0 ? Json.Obj.EMPTY : Json.parseObject(body, LIMITS);
        } catch (InvalidInput e) {
            return List.of();
        }
        var one = Optional.ofNullable(message.text("project"))
                .or(() -> Optional.ofNullable(message.object("package").text("name")))
                .or(() -> Optional.ofNullable(message.text("name")));
        return one.map(List::of).orElseGet(() -> message.texts("projects"));
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static String hmac(String secret, Bytes body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.array()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
