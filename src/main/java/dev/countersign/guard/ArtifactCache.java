package dev.countersign.guard;

import dev.countersign.client.ClientException;
import dev.countersign.client.ContentHash;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verified content on disk, by the hash that was signed for it, and no more than a number of bytes of it: what was not
 * used for longest goes first. Held by one process.
 *
 * <p>Content is written beside its place and moved there when it was verified. What an earlier run left behind, a crash of
 * the machine included, is hashed again before it is first served; so nothing here is ever synced. Any thread; reading
 * and hashing wait for the disk.
 */
public final class ArtifactCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArtifactCache.class);
    private static final Duration USED_AGAIN = Duration.ofMinutes(10);
    private static final Duration LONGEST_PART = Duration.ofDays(1);

    private final Path files;
    private final Path parts;
    private final FileChannel lock;
    private final long mostBytes;
    private final InstantSource clock;
    private final GuardCounts counts;

    /** Guarded by this, as are the bytes of those, and the bytes promised to fetches under way. */
    private final Map<ContentName, CachedContent> entries = new HashMap<>();

    private long bytes;
    private long promised;

    private static final class CachedContent {
        private final long length;

        /** Guarded by the cache. */
        private long used;

        /** All hashes that were found right in this run. Guarded by the entry. */
        private final Set<SortedMap<HashAlgorithm, String>> proven = new HashSet<>();

        CachedContent(long length, long used) {
            this.length = length;
            this.used = used;
        }
    }

    private ArtifactCache(Path folder, FileChannel lock, long mostBytes, InstantSource clock, GuardCounts counts) {
        this.files = folder.resolve("files");
        this.parts = folder.resolve("parts");
        this.lock = lock;
        this.mostBytes = mostBytes;
        this.clock = clock;
        this.counts = counts;
    }

    /**
     * Opens, or begins, a cache.
     *
     * @throws IOException when the folder cannot be used, or another process has it
     */
    public static ArtifactCache open(Path folder, long mostBytes, InstantSource clock, GuardCounts counts)
            throws IOException {
        Files.createDirectories(folder);
        var cache = new ArtifactCache(folder, locked(folder.resolve("lock")), mostBytes, clock, counts);
        Files.createDirectories(cache.files);
        Files.createDirectories(cache.parts);
        cache.forgetOldParts();
        cache.list();
        return cache;
    }

    private static FileChannel locked(Path file) throws IOException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // The same as another process: refused below.
        }
        channel.close();
        throw new IOException(file.getParent() + " is in use by another guard");
    }

    private void forgetOldParts() throws IOException {
        var oldest = clock.instant().minus(LONGEST_PART);
        try (var found = Files.list(parts)) {
            for (var part : found.toList()) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(oldest)) {
                    Files.delete(part);
                }
            }
        }
    }

    private synchronized void list() throws IOException {
        try (var found = Files.walk(files, 2)) {
            for (var file : found.filter(Files::isRegularFile).toList()) {
                var name = ContentName.parse(file.getFileName().toString());
                if (name.isEmpty()) {
                    continue;
                }
                long length = Files.size(file);
                entries.put(
                        name.get(),
                        new CachedContent(
                                length, Files.getLastModifiedTime(file).toMillis()));
                bytes += length;
            }
        }
        evict(0);
    }

    /** The content of a target, open; empty when it is not here. Content that turned out to be wrong is removed. */
    Optional<VerifiedContent> find(TargetFile target) {
        var name = ContentName.of(target);
        var entry = used(name);
        if (entry == null || entry.length != target.length()) {
            return Optional.empty();
        }
        try {
            var file = new VerifiedContent(
                    FileChannel.open(place(name), StandardOpenOption.READ), entry.length, name.etag());
            if (proves(file, entry, target)) {
                return Optional.of(file);
            }
            file.close();
            LOG.warn("{} of the cache was not what it was; it is fetched again", name.file());
        } catch (NoSuchFileException gone) {
            LOG.debug("evicted in this moment: {}", name.file());
        } catch (IOException e) {
            LOG.warn("{} of the cache cannot be read and is fetched again: {}", name.file(), e.toString());
        }
        forget(name, entry);
        return Optional.empty();
    }

    private static boolean proves(VerifiedContent file, CachedContent entry, TargetFile target) throws IOException {
        synchronized (entry) {
            if (file.channel().size() != target.length()) {
                return false;
            }
            if (entry.proven.contains(target.hashes())) {
                return true;
            }
            var hash = new ContentHash(target.hashes().keySet());
            FileContent.read(file.channel(), 0, file.length(), hash::add);
            if (!matches(hash, target)) {
                return false;
            }
            entry.proven.add(target.hashes());
            return true;
        }
    }

    private static boolean matches(ContentHash hash, TargetFile target) {
        try {
            hash.check("content", target);
            return true;
        } catch (ClientException.Untrusted wrong) {
            return false;
        }
    }

    /** The file is touched now and then, so that the next run knows what was used. */
    private @Nullable CachedContent used(ContentName name) {
        var now = clock.millis();
        CachedContent entry;
        boolean touch;
        synchronized (this) {
            entry = entries.get(name);
            if (entry == null) {
                return null;
            }
            touch = now - entry.used > USED_AGAIN.toMillis();
            entry.used = now;
        }
        if (touch) {
            try {
                Files.setLastModifiedTime(place(name), FileTime.fromMillis(now));
            } catch (IOException e) {
                LOG.debug("the time of {} cannot be set", name.file(), e);
            }
        }
        return entry;
    }

    private void forget(ContentName name, CachedContent entry) {
        synchronized (this) {
            if (!entries.remove(name, entry)) {
                return;
            }
            bytes -= entry.length;
        }
        delete(place(name));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("a file of the cache cannot be removed: {}", e.toString());
        }
    }

    private Path place(ContentName name) {
        return files.resolve(name.folder()).resolve(name.file());
    }

    /**
     * Makes room for content that is to be fetched, and says where to write it. Whatever a fetch that was cut has left
     * there is the beginning of this content, or nothing: its hash decides in the end.
     *
     * @throws Withheld when it is larger than the cache, or too much is being fetched already
     */
    CachePart begin(TargetFile target) {
        var name = ContentName.of(target);
        synchronized (this) {
            if (target.length() > mostBytes) {
                throw new Withheld(
                        Withheld.Why.CHANGED,
                        "it is larger than the cache of this guard, which has " + mostBytes
                                + " bytes (guard.cache-size)");
            }
            if (promised + target.length() > mostBytes) {
                throw new Withheld(
                        Withheld.Why.BUSY,
                        "the cache of this guard is full of what is being fetched",
                        Duration.ofSeconds(5));
            }
            promised += target.length();
            evict(promised);
        }
        return new CachePart(parts.resolve(name.file()), target);
    }

    /** Bytes of all beginnings, those under way included. */
    private long leftBehind() {
        long sum = 0;
        try (var found = Files.list(parts)) {
            for (var part : found.toList()) {
                sum += Files.size(part);
            }
        } catch (IOException e) {
            LOG.debug("some beginning has just become a file of the cache", e);
        }
        return sum;
    }

    /** Room for content under way. Closing it gives the room back; what was written stays, for the next attempt. */
    final class CachePart implements AutoCloseable {
        private final Path file;
        private final TargetFile target;

        private CachePart(Path file, TargetFile target) {
            this.file = file;
            this.target = target;
        }

        Path file() {
            return file;
        }

        /** The fetch has hashed all of it, and found it to be the target. */
        void keep() throws IOException {
            var name = ContentName.of(target);
            var place = place(name);
            Files.createDirectories(place.getParent());
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            var entry = new CachedContent(target.length(), clock.millis());
            entry.proven.add(target.hashes());
            synchronized (ArtifactCache.this) {
                var before = entries.put(name, entry);
                bytes += entry.length - (before == null ? 0 : before.length);
            }
        }

        /** What is there is not the target, nor its beginning. */
        void discard() {
            delete(file);
        }

        @Override
        public void close() {
            if (Files.exists(file) && leftBehind() > mostBytes / 10) {
                discard();
            }
            synchronized (ArtifactCache.this) {
                promised -= target.length();
            }
        }
    }

    /** Removes what was used longest ago, until so many bytes are free. Called with the lock. */
    private void evict(long free) {
        if (bytes + free <= mostBytes) {
            return;
        }
        long goal = Math.max(0, Math.min(mostBytes - free, mostBytes / 10 * 9));
        var oldest = entries.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> entry.getValue().used))
                .map(Map.Entry::getKey)
                .toList();
        remove(oldest, goal);
    }

    private void remove(List<ContentName> oldest, long goal) {
        for (var name : oldest) {
            if (bytes <= goal) {
                return;
            }
            var entry = entries.remove(name);
            if (entry != null) {
                bytes -= entry.length;
                counts.evicted();
                delete(place(name));
            }
        }
    }

    /** Of verified content. */
    public synchronized long bytes() {
        return bytes;
    }

    public long mostBytes() {
        return mostBytes;
    }

    public synchronized int size() {
        return entries.size();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
