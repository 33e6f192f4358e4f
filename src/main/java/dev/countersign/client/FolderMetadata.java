package dev.countersign.client;

import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import java.io.IOException;
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
            return Optional.of(Bytes.wrap(SmallFile.read(file, maxBytes)));
        } catch (SmallFile.TooLargeException e) {
            throw new ClientException.Untrusted(file + " has more than " + maxBytes + " bytes", e);
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
