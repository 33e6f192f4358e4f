package dev.countersign.cli.api;

import dev.countersign.cli.CliFailure;
import dev.countersign.client.ClientException;
import dev.countersign.client.MetadataSource;
import dev.countersign.json.Bytes;
import java.util.Optional;

/** A source of metadata that waits while the server is busy or away, for as long as the command allows. */
public record PatientMetadata(MetadataSource source, Polling polling) implements MetadataSource {
    @Override
    public Optional<Bytes> fetch(String name, int maxBytes) {
        return polling.whenNotBusy(() -> {
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
