package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.publish.Draft;
import dev.countersign.publish.SigningPool;
import dev.countersign.publish.SignsOfLife;
import dev.countersign.repository.RepositoryId;
import dev.countersign.sign.KeyPlaces;
import dev.countersign.sign.KeySource;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Signer;
import dev.countersign.sign.SigningManner;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.sign.kms.KmsDouble;
import dev.countersign.sign.kms.KmsDouble.Told;
import dev.countersign.sign.kms.vault.FakeVault;
import dev.countersign.sign.kms.vault.VaultAccess;
import dev.countersign.sign.kms.vault.VaultKeys;
import dev.countersign.sign.kms.vault.VaultSettings;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.Signature;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys that are elsewhere: slow, away, refused, hanging. */
class KeyLaneTest {
    private static final int CALLS = 4;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GeneratedKey pair = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
    private final FakeVault vault = new FakeVault(Map.of("online", pair.signer()), "token");
    private final CountDownLatch hang = new CountDownLatch(1);
    private KmsDouble server;
    private EventBusSigningPool all;
    private SigningPool pool;

    @BeforeEach
    void start() throws IOException {
        server = new KmsDouble(vault::answer);
        var settings = new VaultSettings(server.address(), "transit", null, VaultAccess.token(() -> "token"));
        var places = new KeyPlaces(Map.of(
                VaultKeys.SCHEME,
                new VaultKeys(settings, KmsDouble.http(), InstantSource.system()),
                "hangs",
                new Hanging()));
        all = new EventBusSigningPool(vertx, places, 1, CALLS, new KeyMetrics(registry));
        pool = all.of(RepositoryId.DEFAULT);
    }

    @AfterEach
    void stop() throws TimeoutException {
        hang.countDown();
        server.close();
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    /** A device that never answers. */
    private final class Hanging implements KeySource {
        @Override
        public Signer open(String location, Key publicKey) {
            return new Signer() {
                @Override
                public Key key() {
                    return publicKey;
                }

                @Override
                public Signature sign(Bytes message) {
                    try {
                        hang.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new KeyUnavailable("it has hung");
                }
            };
        }

        @Override
        public SigningManner manner() {
            return SigningManner.DEVICE;
        }
    }

    private Key at(String uri) {
        return new Key(pair.toKey().id(), pair.toKey().json().with(Key.URI_MEMBER, new Json.Str(uri)));
    }

    private Key inVault() {
        return at("hv:online/1");
    }

    private static List<Draft> drafts(int count) {
        return IntStream.range(0, count)
                .<Draft>mapToObj(i -> new Draft.Whole(
                        RoleName.TIMESTAMP, i + 1, Instant.EPOCH, Bytes.utf8("{\"version\":" + (i + 1) + "}")))
                .toList();
    }

    private long signings() {
        return server.asked().stream()
                .filter(asked -> asked.path().contains("/sign/"))
                .count();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError(late);
        }
    }

    @Test
    void draftsAreSignedInBatchesAndComeBackInTheirOrder() {
        var drafts = drafts(1000);

        var signed = await(pool.sign(inVault(), drafts, new SignsOfLife(1)));

        assertThat(signed).extracting(Draft.SignedDraft::draft).isEqualTo(drafts);
        assertThat(signings()).isEqualTo(16);
        assertThat(vault.signatures()).isEqualTo(1000);
        assertThat(registry.get("countersign.key.calls")
                        .tag("place", "hv")
                        .tag("outcome", "signed")
                        .timer()
                        .count())
                .isEqualTo(16);
    }

    @Test
    void callsUnderWayAtOnceAreBounded() {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        server.script(asked -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                return vault.answer(asked);
            } finally {
                now.decrementAndGet();
            }
        });

        await(pool.sign(inVault(), drafts(2000), new SignsOfLife(1)));

        assertThat(most.get()).isLessThanOrEqualTo(CALLS);
    }

    @Test
    void aThrottledServiceIsGivenTheTimeItAsksForAndThenSignsEverything() {
        var refusals = new AtomicInteger(3);
        server.script(asked -> asked.path().contains("/sign/") && refusals.getAndDecrement() > 0
                ? new Told(429, Map.of("Retry-After", "1"), "{\"errors\":[\"quota\"]}")
                : vault.answer(asked));
        var began = System.nanoTime();

        var signs = new SignsOfLife(300);
        var signed = await(pool.sign(inVault(), drafts(300), signs));

        assertThat(signed).hasSize(300);
        assertThat(signs.signed()).isEqualTo(300);
        assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
        assertThat(all.slow(inVault()))
                .hasValueSatisfying(sentence -> assertThat(sentence).contains("quota", "so far: 300"));
        await(all.standing(RepositoryId.DEFAULT, inVault()));
    }

    @Test
    void aServiceThatIsAwayForAMomentIsAskedAgain() {
        var refusals = new AtomicInteger(2);
        server.script(asked -> asked.path().contains("/sign/") && refusals.getAndDecrement() > 0
                ? FakeVault.error(503, "restarting")
                : vault.answer(asked));

        assertThat(await(pool.sign(inVault(), drafts(10), new SignsOfLife(1)))).hasSize(10);
    }

    @Test
    void aKeyThatIsDeniedIsAskedForOnceAndThenLeftAloneForAWhile() {
        server.script(asked ->
                asked.path().contains("/sign/") ? FakeVault.error(403, "permission denied") : vault.answer(asked));

        assertThatThrownBy(() -> await(pool.sign(inVault(), drafts(2000), new SignsOfLife(1))))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("permission denied");
        for (int i = 0; i < CALLS * 2; i++) {
            assertThatThrownBy(() -> await(pool.sign(inVault(), drafts(1), new SignsOfLife(1))))
                    .hasMessageContaining("permission denied");
        }
        assertThatThrownBy(() -> await(all.standing(RepositoryId.DEFAULT, inVault())))
                .hasMessageContaining("permission denied");
        // Those that were under way together when the first was denied, and none of all these.
        assertThat(signings()).isLessThanOrEqualTo(CALLS * 2);

        // A ceremony tries it at once, and then it is trusted again.
        server.script(vault::answer);
        await(pool.check(inVault()));
        assertThat(await(pool.sign(inVault(), drafts(1), new SignsOfLife(1)))).hasSize(1);
    }

    @Test
    void aLookAsksNoServiceThatHasSignedAMomentAgo() {
        await(all.standing(RepositoryId.DEFAULT, inVault()));
        var asked = signings();
        assertThat(asked).isEqualTo(1);

        await(all.standing(RepositoryId.DEFAULT, inVault()));

        assertThat(signings()).isEqualTo(asked);
    }

    @Test
    void aKeyThatHangsHoldsNoOther() {
        var hanging = at("hangs:here");
        var stuck = IntStream.range(0, 8)
                .mapToObj(i -> pool.sign(hanging, drafts(50), new SignsOfLife(1)))
                .toList();

        var signed = await(all.of(new RepositoryId(7)).sign(inVault(), drafts(1000), new SignsOfLife(1)));

        assertThat(signed).hasSize(1000);
        assertThat(stuck).noneMatch(Future::isComplete);
    }
}
