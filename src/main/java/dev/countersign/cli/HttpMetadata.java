package dev.countersign.cli;

import dev.countersign.cli.api.Polling;
import dev.countersign.json.Bytes;
import java.net.URI;
import java.util.Optional;

/** Metadata files under one address. */
public final class HttpMetadata implements MetadataSource {
    private final Http http;
    private final URI base;
    private final Polling polling;

    /** @param base without a slash at its end */
    public HttpMetadata(Http http, URI base, Polling polling) {
        this.http = http;
        this.base = base;
        this.polling = polling;
    }

    @Override
    public Optional<Bytes> fetch(String name, int maxBytes) {
        var address = URI.create(base + "/" + name);
        try {
            return polling.whenNotBusy(() -> fetch(address, maxBytes));
        } catch (Http.BodyTooLarge e) {
            throw new CliFailure.Unverified(e.getMessage() + "; this may be an attempt to fill the disk", e);
        }
    }

    private Optional<Bytes> fetch(URI address, int maxBytes) {
        var answer = http.get(address, maxBytes);
        return switch (answer.status()) {
            case 200 -> Optional.of(answer.body());
            case 403, 404, 410 -> Optional.empty();
            default ->
                throw new CliFailure.Unreachable(
                        address + " answered HTTP " + answer.status() + "; try again later",
                        null,
                        answer.asksToComeBack() ? answer.retryAfter() : null);
        };
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
