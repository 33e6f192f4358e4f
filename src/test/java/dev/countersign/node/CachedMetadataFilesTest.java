package dev.countersign.node;

import static dev.countersign.store.StoreSamples.file;
import static dev.countersign.store.StoreSamples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.store.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CachedMetadataFilesTest {
    private final Shelf shelf = new Shelf();
    private final CachedMetadataFiles files =
            new CachedMetadataFiles(RepositoryId.DEFAULT, shelf, new FileMemory(1 << 20));

    @Test
    void readsAFileOnce() {
        shelf.put(file("bins-0", 1));

        assertThat(files.find(key("bins-0", 1)).result()).contains(file("bins-0", 1));
        assertThat(files.find(key("bins-0", 1)).result()).contains(file("bins-0", 1));

        assertThat(shelf.reads).containsExactly(key("bins-0", 1));
    }

    @Test
    void readsAFileOnceHoweverManyWaitForIt() {
        shelf.put(file("bins-0", 1));
        var arrived = Promise.<Void>promise();
        shelf.delay = arrived.future();
        var first = files.find(key("bins-0", 1));
        var second = files.find(key("bins-0", 1));

        arrived.complete();

        assertThat(first.result()).contains(file("bins-0", 1));
        assertThat(second.result()).contains(file("bins-0", 1));
        assertThat(shelf.reads).hasSize(1);
    }

    @Test
    void asksAgainForAFileThatWasMissing() {
        assertThat(files.find(key("root", 2)).result()).isEmpty();
        shelf.put(file("root", 2));

        assertThat(files.find(key("root", 2)).result()).isPresent();
    }

    @Test
    void asksAgainAfterAFailure() {
        shelf.put(file("bins-0", 1));
        shelf.delay = Future.failedFuture("lost");
        assertThat(files.find(key("bins-0", 1)).cause()).hasMessageContaining("lost");
        shelf.delay = Future.succeededFuture();

        assertThat(files.find(key("bins-0", 1)).result()).isPresent();
    }

    @Test
    void hasWhatWasPutWithoutReading() {
        files.put(file("snapshot", 7));

        assertThat(files.find(key("snapshot", 7)).result()).contains(file("snapshot", 7));
        assertThat(shelf.reads).isEmpty();
    }

    @Test
    void readsOfManyOnlyThoseItDoesNotHave() {
        files.put(file("bins-0", 1));
        shelf.put(file("bins-1", 1));

        var found = files.findAll(List.of(key("bins-0", 1), key("bins-1", 1), key("bins-2", 1)));

        assertThat(found.result())
                .isEqualTo(Map.of(key("bins-0", 1), file("bins-0", 1), key("bins-1", 1), file("bins-1", 1)));
        assertThat(shelf.reads).containsExactly(key("bins-1", 1), key("bins-2", 1));
    }

    @Test
    void keepsNoMoreBytesThanItMay() throws InterruptedException {
        var small = new CachedMetadataFiles(RepositoryId.DEFAULT, shelf, new FileMemory(100_000));
        for (int version = 1; version <= 20; version++) {
            shelf.put(file("bins-0", version, 40_000));
            small.put(file("bins-0", version, 40_000));
        }

        // The cache evicts on another thread, soon.
        Eventually.holds("at most two files are kept", () -> missesOf(small) >= 18);
    }

    private int missesOf(CachedMetadataFiles cache) {
        shelf.reads.clear();
        var all = new ArrayList<RoleVersion>();
        for (int version = 1; version <= 20; version++) {
            all.add(key("bins-0", version));
        }
        assertThat(cache.findAll(all).result()).hasSize(20);
        return shelf.reads.size();
    }

    /** Files in a map, with a list of what was asked for. */
    private static final class Shelf implements MetadataFiles {
        final List<RoleVersion> reads = new ArrayList<>();
        Future<Void> delay = Future.succeededFuture();
        private final Map<RoleVersion, StoredFile> files = new HashMap<>();

        void put(StoredFile file) {
            files.put(file.key(), file);
        }

        @Override
        public Future<Optional<StoredFile>> find(RoleVersion key) {
            reads.add(key);
            return delay.map(_ -> Optional.ofNullable(files.get(key)));
        }

        @Override
        public Future<Map<RoleVersion, StoredFile>> findAll(List<RoleVersion> keys) {
            reads.addAll(keys);
            var found = new HashMap<>(files);
            found.keySet().retainAll(keys);
            return Future.succeededFuture(found);
        }

        @Override
        public Future<Map<RoleVersion, Integer>> lengths(List<RoleVersion> keys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Map<RoleVersion, Instant>> expiries(List<RoleVersion> keys) {
            return Future.succeededFuture(Map.of());
        }

        @Override
        public Future<Optional<Instant>> firstExpiry() {
            return Future.succeededFuture(Optional.empty());
        }
    }
}
