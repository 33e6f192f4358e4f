package dev.countersign.sign;

import dev.countersign.tuf.Bytes;
import dev.countersign.tuf.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Online keys that live as unencrypted PEM files in one directory, {@code fn:<file name>}, and wherever else it is
 * told.
 */
public final class FileOnlineKeys implements OnlineKeys {
    private static final String FILE_SCHEME = "fn";
    private static final long MAX_FILE_BYTES = 64 * 1024;

    private final Path directory;
    private final Map<String, KeySource> sources;

    public FileOnlineKeys(Path directory) {
        this(directory, Map.of());
    }

    /**
     * Keys in a directory and in other sources.
     *
     * @param others by the scheme of the URIs they open, such as {@code awskms}
     */
    public FileOnlineKeys(Path directory, Map<String, KeySource> others) {
        this.directory = directory;
        var all = new TreeMap<String, KeySource>(others);
        all.put(FILE_SCHEME, this::open);
        this.sources = all;
    }

    @Override
    public Signer signer(Key publicKey) {
        var uri = publicKey.uri().orElse(FILE_SCHEME + ":" + publicKey.id());
        int colon = uri.indexOf(':');
        var source = colon < 0 ? null : sources.get(uri.substring(0, colon));
        if (source == null) {
            throw new KeyUnavailable("key " + publicKey.id() + ": \"" + uri + "\" is no place this service can open"
                    + " (expected: a URI that begins with " + String.join(": or ", sources.keySet()) + ":)");
        }
        return new VerifyingSigner(source.open(uri.substring(colon + 1), publicKey));
    }

    private Signer open(String name, Key publicKey) {
        return PrivateKeys.load(read(name, publicKey), null, publicKey);
    }

    private Bytes read(String name, Key publicKey) {
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.contains("..")) {
            throw unavailable(publicKey, name, "is no file name (expected: a name without / \\ and ..)");
        }
        try {
            var file = directory.resolve(name);
            if (!Files.isRegularFile(file)) {
                throw unavailable(
                        publicKey, name, "is not in the directory of online keys (expected: the private key, PEM)");
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw unavailable(publicKey, name, "is too long for a key (expected: <= " + MAX_FILE_BYTES + " bytes)");
            }
            return Bytes.wrap(Files.readAllBytes(file));
        } catch (InvalidPathException e) {
            throw unavailable(publicKey, name, "is no file name on this system");
        } catch (IOException e) {
            throw unavailable(publicKey, name, "cannot be read (expected: a file that this service may read)");
        }
    }

    private static KeyUnavailable unavailable(Key key, String name, String problem) {
        return new KeyUnavailable("key " + key.id() + ": file \"" + name + "\" " + problem);
    }
}
