package dev.countersign.sign.file;

import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import dev.countersign.sign.KeySource;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Online keys in unencrypted PEM files of one directory ({@code fn:<file name>}). A file is read again when it has
 * changed, so that one which was replaced or removed is noticed within a moment. Files are looked at on threads of their
 * own: while their file system does not answer, a key that was read before goes on signing, and nobody waits long for
 * another.
 */
public final class FileKeys implements KeySource {
    private static final Logger LOG = LoggerFactory.getLogger(FileKeys.class);

    private static final int MAX_FILE_BYTES = 64 * 1024;

    private record Opened(FileTime modified, long size, Signer signer) {
        boolean isOf(BasicFileAttributes now) {
            return modified.equals(now.lastModifiedTime()) && size == now.size();
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** All signatures of a small publication need one look. */
    private static final Duration FRESH = Duration.ofMillis(10);

    /**
     * A look at a file.
     *
     * @param answer what was found, or that nothing was in time
     */
    private record Look(CompletableFuture<Signer> answer, AtomicBoolean isTold) {
        static Look begun() {
            return new Look(
                    new CompletableFuture<Signer>().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS),
                    new AtomicBoolean());
        }
    }

    private final Path directory;
    private final Executor threads;
    private final Duration freshness;
    private final Map<Key, Opened> opened = new ConcurrentHashMap<>();

    /** Those that are under way, and those that have found something a moment ago. */
    private final Map<Key, Look> looks = new ConcurrentHashMap<>();

    public FileKeys(Path directory) {
        this(
                directory,
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().daemon().name("key-file-", 0).factory()),
                FRESH);
    }

    /**
     * Keys of a directory.
     *
     * @param threads for looking at files; work there may hang
     * @param freshness how long what was found is not looked at again
     */
    FileKeys(Path directory, Executor threads, Duration freshness) {
        this.directory = directory;
        this.threads = threads;
        this.freshness = freshness;
    }

    @Override
    public Signer open(String name, Key publicKey) {
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.contains("..")) {
            throw unavailable(publicKey, name, "is no file name (expected: a name without / \\ and ..)");
        }
        var begun = looks.get(publicKey);
        return result(begun == null ? begin(name, publicKey) : begun, name, publicKey);
    }

    private Look begin(String name, Key publicKey) {
        var mine = Look.begun();
        var begun = looks.putIfAbsent(publicKey, mine);
        if (begun != null) {
            return begun;
        }
        try {
            threads.execute(() -> look(mine, name, publicKey));
        } catch (RuntimeException | Error e) {
            fail(publicKey, mine, e);
        }
        return mine;
    }

    private void look(Look look, String name, Key publicKey) {
        try {
            var signer = look(name, publicKey);
            forgetOnceStale(publicKey, look);
            look.answer().complete(signer);
        } catch (RuntimeException | Error e) {
            fail(publicKey, look, e);
        }
    }

    private void fail(Key publicKey, Look look, Throwable why) {
        looks.remove(publicKey, look);
        look.answer().completeExceptionally(why);
    }

    /** Whoever asks then begins another. */
    private void forgetOnceStale(Key publicKey, Look look) {
        if (freshness.isPositive()) {
            CompletableFuture.delayedExecutor(freshness.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                    .execute(() -> looks.remove(publicKey, look));
        } else {
            looks.remove(publicKey, look);
        }
    }

    private Signer result(Look look, String name, Key publicKey) {
        try {
            return look.answer().get();
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case TimeoutException _ -> withoutLooking(look, name, publicKey);
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e.getCause());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KeyUnavailable.away("interrupted while a key was read");
        }
    }

    private Signer withoutLooking(Look look, String name, Key publicKey) {
        var known = opened.get(publicKey);
        if (known == null) {
            throw KeyUnavailable.away("key " + publicKey.id() + ": the directory of online keys does not answer");
        }
        if (look.isTold().compareAndSet(false, true)) {
            LOG.warn(
                    "online key file {}: its directory does not answer; what was read before goes on signing",
                    directory.resolve(name));
        }
        return known.signer();
    }

    private Signer look(String name, Key publicKey) {
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
        var signer = PrivateKeys.load(Bytes.wrap(SmallFile.read(file, MAX_FILE_BYTES)), null, publicKey);
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
