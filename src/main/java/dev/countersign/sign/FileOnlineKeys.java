package dev.countersign.sign;

import dev.countersign.tuf.Key;
import java.nio.file.Path;

/** Online keys that live as PEM files in one directory. */
public final class FileOnlineKeys implements OnlineKeys {
    private final Path directory;

    public FileOnlineKeys(Path directory) {
        this.directory = directory;
    }

    @Override
    public Signer signer(Key publicKey) {
        throw new UnsupportedOperationException(directory.toString());
    }
}
