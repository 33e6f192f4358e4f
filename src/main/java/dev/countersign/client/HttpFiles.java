package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.net.URI;
import java.util.Optional;
import java.util.function.Consumer;

/** Files under one address, each asked for once by its path. */
public final class HttpFiles implements MetadataSource {
    private final Transport http;
    private final URI base;

    /** @param base with or without a slash at its end */
    public HttpFiles(Transport http, URI base) {
        this.http = http;
        this.base = URI.create(base.toString().replaceAll("/+$", ""));
    }

    @Override
    public Optional<Bytes> fetch(String path, int maxBytes) {
        var address = address(path);
        try {
            var reply = http.get(address, maxBytes);
            return isThere(address, reply) ? Optional.of(reply.body()) : Optional.empty();
        } catch (Transport.AnswerTooLarge e) {
            throw new ClientException.Untrusted(e.getMessage() + "; this may be an attempt to fill the disk", e);
        }
    }

    /** Fetches a file piece by piece; false when there is none. */
    boolean stream(String path, Consumer<byte[]> pieces) {
        var address = address(path);
        return isThere(address, http.stream(address, pieces));
    }

    URI address(String path) {
        return URI.create(base + "/" + path);
    }

    /** Whether an answer is a file, or says that there is none. @throws ClientException when it says something else */
    private boolean isThere(URI address, Transport.Reply reply) {
        return switch (reply.status()) {
            case 200 -> true;
            case 401 -> throw new ClientException.Denied(address + " is for callers with a token (HTTP 401)");
            case 403 -> isForbidden(address);
            case 404, 410 -> false;
            default ->
                throw new ClientException.Unreachable(
                        address + " answered HTTP " + reply.status() + "; try again later",
                        null,
                        reply.asksToComeBack() ? reply.retryAfter() : null);
        };
    }

    /** Stores of objects answer so for what is not there; they are asked without credentials. */
    private boolean isForbidden(URI address) {
        if (http.showsCredentials(address)) {
            throw new ClientException.Denied("what was shown does not allow to read " + address + " (HTTP 403)");
        }
        return false;
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
