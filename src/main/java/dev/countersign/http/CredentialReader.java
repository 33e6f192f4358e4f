package dev.countersign.http;

import dev.countersign.access.Credential;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads what a request shows of its sender: a header (RFC 9110, 11.6.2), never anything in the address; and without that
 * header the certificate of its connection. Whoever sends both says with the header who it wants to be.
 */
public final class CredentialReader {
    private CredentialReader() {}

    /**
     * @param sender of the request
     * @throws Refusal.MalformedRequest when two programs could take it for different senders
     */
    static Credential read(HttpServerRequest request, Peer sender) {
        return header(request).map(CredentialReader::parse).orElseGet(() -> shown(sender));
    }

    /**
     * The header itself.
     *
     * @throws Refusal.MalformedRequest when there is more than one
     */
    public static Optional<String> header(HttpServerRequest request) {
        var headers = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.size() > 1) {
            throw new Refusal.MalformedRequest(
                    "Authorization is there " + headers.size() + " times (expected: once at most)");
        }
        return headers.stream().findFirst();
    }

    /** The first of the chain is whose key the connection has; the others only vouch for it. */
    private static Credential shown(Peer sender) {
        return sender.certificates().isEmpty()
                ? new Credential.None()
                : new Credential.ClientCertificate(sender.certificates().getFirst());
    }

    /** What a header says. */
    public static Credential parse(String text) {
        var header = text.strip();
        int space = header.indexOf(' ');
        var scheme = space < 0 ? header : header.substring(0, space);
        var rest = space < 0 ? "" : header.substring(space + 1).strip();
        return switch (scheme.toLowerCase(Locale.ROOT)) {
            case "bearer" -> new Credential.Bearer(rest);
            case "basic" -> basic(rest);
            default -> new Credential.UnreadableCredential();
        };
    }

    private static Credential basic(String encoded) {
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Base64.getDecoder().decode(encoded)))
                    .toString();
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Credential.UnreadableCredential()
                    : new Credential.Basic(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return new Credential.UnreadableCredential();
        }
    }
}
