package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.net.URI;
import java.util.Optional;

/** Metadata files under one address, each asked for once. */
public final class HttpMetadata implements MetadataSource {
    private final Transport http;
    private final URI base;

    /** @param base without a slash at its end */
    public HttpMetadata(Transport http, URI base) {
        this.http = http;
        this.base = base;
    }

    @Override
    public Optional<Bytes> fetch(String name, int maxBytes) {
        var address = URI.create(base + "/" + name);
        try {
            return content(address, http.get(address, maxBytes));
        } catch (Transport.AnswerTooLarge e) {
            throw new ClientException.Untrusted(e.getMessage() + "; this may be an attempt to fill the disk", e);
        }
    }

    private Optional<Bytes> content(URI address, Transport.Reply reply) {
        return switch (reply.status()) {
            case 200 -> Optional.of(reply.body());
            case 401 -> throw new ClientException.Denied(address + " is for callers with a token (HTTP 401)");
            case 403 -> forbidden(address);
            case 404, 410 -> Optional.empty();
            default ->
                throw new ClientException.Unreachable(
                        address + " answered HTTP " + reply.status() + "; try again later",
                        null,
                        reply.asksToComeBack() ? reply.retryAfter() : null);
        };
    }

    /** Stores of objects answer so for what is not there; they are asked without credentials. */
    private Optional<Bytes> forbidden(URI address) {
        if (http.showsCredentials(address)) {
            throw new ClientException.Denied("what was shown does not allow to read " + address + " (HTTP 403)");
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
