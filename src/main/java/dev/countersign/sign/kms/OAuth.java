package dev.countersign.sign.kms;

import dev.countersign.json.Json;
import dev.countersign.json.Printable;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.kms.RenewedCredential.Fetched;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tokens of OAuth 2, and requests that carry one. */
public final class OAuth {
    private static final int UNAUTHORIZED = 401;

    private OAuth() {}

    /** The fields of a request for a token. */
    public static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /**
     * Asks a server for a token.
     *
     * @param whose credentials, for a message
     */
    public static Fetched<String> ask(KmsHttp http, String whose, URI address, Map<String, String> fields) {
        return token(whose + ": " + address.getHost(), http.send(KmsRequest.form(address, form(fields))));
    }

    /**
     * The token that an answer holds.
     *
     * @param whose for a message
     */
    public static Fetched<String> token(String whose, KmsAnswer answer) {
        if (!answer.isOk()) {
            var json = answer.json();
            throw answer.refusal(
                    whose + " answers " + answer.status() + " "
                            + Printable.line(
                                    Optional.ofNullable(json.text("error")).orElse("")) + " "
                            + Printable.line(Optional.ofNullable(json.text("error_description"))
                                    .orElse("")),
                    "an access token");
        }
        var members = answer.members(whose);
        return new Fetched<>(
                members.string("access_token"), lifetime(whose, members.object().get("expires_in")));
    }

    /** Some write the number of seconds as a text. */
    private static Duration lifetime(String whose, @Nullable Json seconds) {
        return switch (seconds) {
            case Json.Int(var number) when number > 0 -> Duration.ofSeconds(number);
            case Json.Str(var text) when text.matches("[0-9]{1,9}") -> Duration.ofSeconds(Long.parseLong(text));
            case null, default -> throw new KeyUnavailable(whose + ": the answer has no expires_in");
        };
    }

    /** Sends a request with a token; one that is refused is exchanged for another, once. */
    public static KmsAnswer send(KmsHttp http, KmsRequest request, RenewedCredential<String> tokens) {
        var token = tokens.current();
        var answer = http.send(request.with("Authorization", "Bearer " + token));
        if (answer.status() != UNAUTHORIZED) {
            return answer;
        }
        tokens.refused(token);
        return http.send(request.with("Authorization", "Bearer " + tokens.current()));
    }

    /** The message of a refusal, as Google and Azure write it. */
    public static String message(KmsAnswer answer) {
        var error = answer.json().object("error");
        var kind = Optional.ofNullable(error.text("status")).or(() -> Optional.ofNullable(error.text("code")));
        return Printable.line(kind.orElse("") + " "
                        + Optional.ofNullable(error.text("message")).orElse(""))
                .strip();
    }
}
