package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.publish.Draft;
import dev.countersign.publish.SigningPool;
import dev.countersign.publish.SignsOfLife;
import dev.countersign.repository.RepositoryId;
import dev.countersign.sign.KeyPlaces;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.file.FileKeys;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.Key;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventBusSigningPoolTest {

    private static final int WORKERS = 3;

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    private Key key;
    private SigningPool pool;

    @BeforeEach
    void deploy() throws IOException {
        var pair = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
        key = pair.toKey();
        Files.write(folder.resolve(key.id().value()), pair.toPem(null).toByteArray());
        ByReference.install(vertx);
        var keys = new KeyPlaces(Map.of(KeyPlaces.IN_FILES, new FileKeys(folder)));
        pool = new EventBusSigningPool(vertx, keys, WORKERS, 1, new KeyMetrics(new SimpleMeterRegistry()))
                .of(RepositoryId.DEFAULT);
        await(vertx.deployVerticle(() -> new SigningVerticle(keys), SigningVerticle.workers(WORKERS)));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void answersComeInTheOrderOfTheDrafts() {
        for (int count : new int[] {1, 2, 11, 12, 13, 100}) {
            var drafts = IntStream.rangeClosed(1, count)
                    .mapToObj(EventBusSigningPoolTest::draft)
                    .toList();

            var signs = new SignsOfLife(drafts.size());
            var signed = await(pool.sign(key, drafts, signs));
            assertThat(signs.signed()).isEqualTo(drafts.size());

            assertThat(signed).extracting(Draft.SignedDraft::draft).isEqualTo(drafts);
            assertThat(signed).allSatisfy(one -> assertThat(one.file()).isNotNull());
        }
    }

    @Test
    void nothingToSignIsSignedAtOnce() {
        assertThat(await(pool.sign(key, List.of(), new SignsOfLife(1)))).isEmpty();
    }

    @Test
    void aKeyThatCanSignPassesTheCheck() {
        assertThat(pool.check(key)).satisfies(EventBusSigningPoolTest::await);
    }

    @Test
    void aKeyWithoutAPrivateHalfIsUnavailable() {
        var stranger = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom()).toKey();

        assertThatThrownBy(() -> await(pool.check(stranger)))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining(stranger.id().value());
        assertThatThrownBy(() -> await(pool.sign(stranger, List.of(draft(1)), new SignsOfLife(1))))
                .isInstanceOf(KeyUnavailable.class);
    }

    private static Draft draft(int version) {
        return new Draft.Whole(RoleName.TIMESTAMP, version, Instant.EPOCH, Bytes.utf8("{\"version\":" + version + "}"));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError(late);
        }
    }
}
