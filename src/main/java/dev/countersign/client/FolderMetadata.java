package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Metadata files in a folder, under the names that a web server would give them. */
public final class FolderMetadata implements MetadataSource {
    private final Path folder;

    public FolderMetadata(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<Bytes> fetch(String name, int maxBytes) {
        var file = folder.resolve(SafeName.inAddress(name));
        try {
            if (Files.size(file) > maxBytes) {
                throw new ClientException.Untrusted(file + " has more than " + maxBytes + " bytes", null);
            }
            return Optional.of(Bytes.wrap(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ClientException.Unreachable(file + " cannot be read: " + e.getMessage(), e, null);
        }
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
