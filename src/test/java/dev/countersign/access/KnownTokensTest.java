package dev.countersign.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.MemoryTokens;
import dev.countersign.repository.Examples;
import dev.countersign.repository.Unavailable;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one node believes of tokens, and for how long. */
class KnownTokensTest {
    private final MemoryTokens tokens = new MemoryTokens();
    private final AtomicLong nanos = new AtomicLong(5);
    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));
    private final KnownTokens known = new KnownTokens(tokens, clock::get, nanos::get);
    private final Issuing elsewhere = new Issuing(tokens, new SplittableRandom(3), clock::get);

    @BeforeEach
    void read() {
        assertThat(known.refresh().succeeded()).isTrue();
    }

    private TokenText issue(String name, Duration valid) {
        return elsewhere
                .issue(
                        Caller.OPERATOR,
                        name,
                        Grants.EVERYTHING,
                        Optional.of(clock.get().plus(valid)),
                        Examples.ORIGIN)
                .result()
                .text();
    }

    private void revoke(String name) {
        var token = tokens.find(name).result().orElseThrow();
        assertThat(tokens.revoke(token, clock.get(), Examples.ORIGIN).result()).isTrue();
    }

    private Future<Recognition> show(TokenText token) {
        return known.recognise(new Credential.Bearer(token.reveal()));
    }

    private boolean isKnown(TokenText token) {
        return show(token).result() instanceof Recognition.Known;
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        clock.updateAndGet(now -> now.plus(time));
    }

    @Test
    void aTokenThatAnotherNodeHasMadeIsKnownAtOnce() {
        pass(Duration.ofSeconds(1));
        assertThat(isKnown(issue("a", Duration.ofDays(1)))).isTrue();
    }

    /** However many wrong ones there are, the store is asked once a second at most. */
    @Test
    void wrongTokensCostNoQuestionEach() {
        pass(Duration.ofSeconds(1));
        int before = tokens.reads.get();
        for (int i = 0; i < 10_000; i++) {
            assertThat(isKnown(TokenText.create(new SplittableRandom(i)))).isFalse();
        }
        assertThat(tokens.reads.get() - before).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            pass(Duration.ofMillis(100));
            assertThat(known.refresh().succeeded()).isTrue();
            before = tokens.reads.get();
            isKnown(TokenText.create(new SplittableRandom(i)));
            assertThat(tokens.reads.get() - before).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatHasNoChecksumAsksNothing() {
        pass(Duration.ofSeconds(1));
        int before = tokens.reads.get();

        assertThat(known.recognise(new Credential.Bearer("cs_x")).result()).isInstanceOf(Recognition.Unknown.class);
        assertThat(known.recognise(new Credential.Basic("x", "secret")).result())
                .isInstanceOf(Recognition.Unknown.class);
        assertThat(tokens.reads.get()).isEqualTo(before);
    }

    @Test
    void aTokenEndsToTheInstant() {
        var token = issue("a", Duration.ofSeconds(10));
        pass(Duration.ofSeconds(1));
        assertThat(isKnown(token)).isTrue();
        pass(Duration.ofSeconds(9).minusNanos(1));
        assertThat(isKnown(token)).isTrue();
        pass(Duration.ofNanos(1));
        assertThat(isKnown(token)).isFalse();
    }

    @Test
    void aRevokedTokenIsKnownNoLongerThanTheNextLook() {
        var token = issue("a", Duration.ofDays(1));
        assertThat(known.refresh().succeeded()).isTrue();
        revoke("a");

        assertThat(known.refresh().succeeded()).isTrue();

        assertThat(isKnown(token)).isFalse();
    }

    /** A process that stood still asks before it believes what it knew. */
    @Test
    void whatIsOldIsAskedForFirst() {
        var token = issue("a", Duration.ofDays(1));
        assertThat(known.refresh().succeeded()).isTrue();
        revoke("a");
        pass(Duration.ofSeconds(5));

        assertThat(isKnown(token)).isFalse();
    }

    @Test
    void knownTokensGoOnForAMinute() {
        var token = issue("a", Duration.ofDays(1));
        assertThat(known.refresh().succeeded()).isTrue();
        tokens.away(true);
        for (int second = 0; second < 59; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(isKnown(token)).as("after %s s", second + 1).isTrue();
        }
        pass(Duration.ofSeconds(1));
        assertThat(show(token).cause()).isInstanceOf(Unavailable.class);
        tokens.away(false);
        pass(Duration.ofSeconds(5));
        assertThat(isKnown(token)).isTrue();
    }

    @Test
    void nobodyIsKnownBeforeTheFirstAnswer() {
        tokens.away(true);
        var fresh = new KnownTokens(tokens, clock::get, nanos::get);

        assertThat(fresh.recognise(new Credential.Bearer(
                                TokenText.create(new SplittableRandom(1)).reveal()))
                        .cause())
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void usesAreWrittenOnceAMinuteAndTogether() {
        var token = issue("a", Duration.ofDays(1));
        for (int second = 0; second < 50; second++) {
            assertThat(isKnown(token)).isTrue();
            pass(Duration.ofSeconds(1));
            assertThat(known.refresh().succeeded()).isTrue();
        }
        assertThat(known.writeUses().succeeded()).isTrue();
        assertThat(tokens.find("a").result().orElseThrow().lastUse()).contains(Instant.parse("2030-01-01T00:00:00Z"));
        pass(Duration.ofSeconds(11));
        assertThat(isKnown(token)).isTrue();
        assertThat(known.writeUses().succeeded()).isTrue();
        assertThat(tokens.find("a").result().orElseThrow().lastUse()).contains(Instant.parse("2030-01-01T00:01:01Z"));
    }

    @Test
    void usesThatCannotBeWrittenAreWrittenLater() {
        var token = issue("a", Duration.ofDays(1));
        assertThat(known.refresh().succeeded()).isTrue();
        assertThat(isKnown(token)).isTrue();
        tokens.away(true);
        assertThat(known.writeUses().failed()).isTrue();
        tokens.away(false);
        assertThat(known.writeUses().succeeded()).isTrue();
        assertThat(tokens.find("a").result().orElseThrow().lastUse()).isPresent();
    }
}
