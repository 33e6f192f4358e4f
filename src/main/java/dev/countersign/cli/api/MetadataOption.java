package dev.countersign.cli.api;

import dev.countersign.wire.ApiPath;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the metadata is. Filled in by picocli. */
public final class MetadataOption {
    @Option(
            names = "--metadata-url",
            paramLabel = "URL",
            description = "Where the metadata is. Default: SERVER" + ApiPath.METADATA_FILES)
    private @Nullable String given;

    public boolean isGiven() {
        return given != null;
    }

    /** The address that was given, or the server's own. */
    public URI address(ServerOptions options) {
        return given == null ? options.metadataAddress() : ServerOptions.address("--metadata-url", given);
    }
}
