package dev.countersign.sign.file;

import dev.countersign.json.Bytes;
import dev.countersign.sign.KeySource;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.OnlineKeys;
import dev.countersign.sign.Signer;
import dev.countersign.sign.VerifyingSigner;
import dev.countersign.tuf.key.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Online keys in unencrypted PEM files of one directory ({@code fn:<file name>}), and in other sources by the scheme of
 * their URI. A file is read again when it has changed, so the next signature notices one that was replaced or removed.
 */
public final class FileOnlineKeys implements OnlineKeys {
    private static final Logger LOG = LoggerFactory.getLogger(FileOnlineKeys.class);
    private static final String FILE_SCHEME = "fn";
    private static final long MAX_FILE_BYTES = 64 * 1024;

    private record Opened(FileTime modified, long size, Signer signer) {
        boolean isOf(BasicFileAttributes now) {
            return modified.equals(now.lastModifiedTime()) && size == now.size();
        }
    }

    private final Path directory;
    private final Map<String, KeySource> sources;
    private final Map<Key, Opened> opened = new ConcurrentHashMap<>();

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
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.contains("..")) {
            throw unavailable(publicKey, name, "is no file name (expected: a name without / \\ and ..)");
        }
        try {
            return open(directory.resolve(name), name, publicKey);
        } catch (InvalidPathException e) {
            throw unavailable(publicKey, name, "is no file name on this system");
        } catch (NoSuchFileException e) {
            throw missing(publicKey, name);
        } catch (IOException e) {
            throw unavailable(publicKey, name, "cannot be read (expected: a file that this service may read)");
        }
    }

    private Signer open(Path file, String name, Key publicKey) throws IOException {
        // Read before the content: if the file changes in between, it is only read once more.
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        var known = opened.get(publicKey);
        if (known != null && known.isOf(attributes)) {
            return known.signer();
        }
        if (!attributes.isRegularFile()) {
            throw missing(publicKey, name);
        }
        if (attributes.size() > MAX_FILE_BYTES) {
            throw unavailable(publicKey, name, "is too long for a key (expected: <= " + MAX_FILE_BYTES + " bytes)");
        }
        KeyFileAccess.warning(file).ifPresent(warning -> LOG.warn("online key {}", warning));
        var signer = PrivateKeys.load(Bytes.wrap(Files.readAllBytes(file)), null, publicKey);
        opened.put(publicKey, new Opened(attributes.lastModifiedTime(), attributes.size(), signer));
        return signer;
    }

    private static KeyUnavailable missing(Key key, String name) {
        return unavailable(key, name, "is not in the directory of online keys (expected: the private key, PEM)");
    }

    private static KeyUnavailable unavailable(Key key, String name, String problem) {
        return new KeyUnavailable("key " + key.id() + ": file \"" + name + "\" " + problem);
    }
}
