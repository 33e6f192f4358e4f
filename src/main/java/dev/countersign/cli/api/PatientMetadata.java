package dev.countersign.cli.api;

import dev.countersign.cli.CliFailure;
import dev.countersign.client.ClientException;
import dev.countersign.client.MetadataSource;
import dev.countersign.json.Bytes;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A source of metadata that waits while the server is busy or away, for as long as the command allows.
 *
 * @param polling for the next file
 */
public record PatientMetadata(MetadataSource source, Supplier<Polling> polling) implements MetadataSource {
    /** One that waits so long for all files together. */
    public static PatientMetadata within(Polling polling, MetadataSource source) {
        return new PatientMetadata(source, () -> polling);
    }

    @Override
    public Optional<Bytes> fetch(String name, int maxBytes) {
        return polling.get().whenNotBusy(() -> {
            try {
                return source.fetch(name, maxBytes);
            } catch (ClientException.Unreachable e) {
                throw CliFailure.from(e);
            }
        });
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
