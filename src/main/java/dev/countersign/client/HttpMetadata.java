package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.net.URI;
import java.util.Optional;

/** Metadata files under one address, each asked for once by its escaped name. */
public final class HttpMetadata implements MetadataSource {
    private final HttpFiles files;

    /** @param base with or without a slash at its end */
    public HttpMetadata(Transport http, URI base) {
        this.files = new HttpFiles(http, base);
    }

    @Override
    public Optional<Bytes> fetch(String name, int maxBytes) {
        return files.fetch(SafeName.inAddress(name), maxBytes);
    }

    @Override
    public String toString() {
        return files.toString();
    }
}
