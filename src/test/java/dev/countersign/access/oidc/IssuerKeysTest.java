package dev.countersign.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.IssuerAway;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IssuerKeysTest {
    private static final String ISSUER = "https://issuer.example";
    private static final TestIssuer.Pair FIRST = TestIssuer.ec("first", "p256");
    private static final TestIssuer.Pair SECOND = TestIssuer.ec("second", "p256");
    private static final Jwt TOKEN = token(FIRST);
    private static final Jwt ROTATED = token(SECOND);

    /** Questions put to the issuer so far. */
    private final List<Promise<KeySet>> asked = new ArrayList<>();

    private long now = 12_345;
    private final IssuerKeys keys = new IssuerKeys(ISSUER, this::ask, () -> now);

    private Future<KeySet> ask() {
        var question = Promise.<KeySet>promise();
        asked.add(question);
        return question.future();
    }

    private static Jwt token(TestIssuer.Pair pair) {
        return Jwt.parse(TestIssuer.token("ES256", pair, TestIssuer.claims(ISSUER)));
    }

    @Test
    void keysAreReadOnceForAllWhoWait() {
        var one = keys.find(TOKEN);
        var other = keys.find(TOKEN);
        assertThat(one.isComplete()).isFalse();
        answers(FIRST);

        assertThat(found(one)).isEqualTo("first");
        assertThat(found(other)).isEqualTo("first");
        assertThat(found(keys.find(TOKEN))).isEqualTo("first");
        assertThat(asked).hasSize(1);
    }

    @Test
    void anUnknownKeyIsAskedForButNotMoreOftenThanAllowed() {
        known();
        later(IssuerKeys.PAUSE);
        for (int i = 0; i < 1000; i++) {
            var unknown = keys.find(token(new TestIssuer.Pair("k" + i, SECOND.keys(), SECOND.jwk())));
            if (i == 0) {
                answers(FIRST);
            }
            assertThat(unknown.cause()).isInstanceOf(UntrustedToken.class);
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    void aNewKeyIsKnownAsSoonAsSomebodyUsesIt() {
        known();
        later(IssuerKeys.PAUSE);
        var rotated = keys.find(ROTATED);
        assertThat(found(keys.find(TOKEN))).as("others do not wait").isEqualTo("first");
        answers(FIRST, SECOND);

        assertThat(found(rotated)).isEqualTo("second");
    }

    @Test
    void aKeyThatWasWithdrawnIsNoLongerBelievedWhenKeysAreNoLongerFresh() {
        known();
        later(IssuerKeys.FRESH.minusNanos(1));
        assertThat(found(keys.find(TOKEN))).isEqualTo("first");
        later(Duration.ofNanos(1));
        var old = keys.find(TOKEN);
        answers(SECOND);

        assertThat(old.cause()).isInstanceOf(UntrustedToken.class);
        assertThat(keys.find(TOKEN).cause()).isInstanceOf(UntrustedToken.class);
    }

    @Test
    void keysOfAnIssuerThatIsAwayAreUsedForABoundedTime() {
        known();
        later(IssuerKeys.FRESH);
        var waited = keys.find(TOKEN);
        fails();
        assertThat(found(waited)).isEqualTo("first");
        assertThat(keys.find(ROTATED).cause()).as("it may be a new key").isInstanceOf(IssuerAway.class);

        later(IssuerKeys.PAUSE);
        assertThat(found(keys.find(TOKEN))).as("nobody waits again").isEqualTo("first");
        assertThat(asked).hasSize(3);
        fails();
        later(IssuerKeys.LONGEST.minus(IssuerKeys.FRESH).minus(IssuerKeys.PAUSE).minusNanos(1));
        assertThat(found(keys.find(TOKEN))).isEqualTo("first");
        fails();
        later(Duration.ofNanos(1));
        assertThat(keys.find(TOKEN).cause()).isInstanceOf(IssuerAway.class);

        later(IssuerKeys.PAUSE);
        var again = keys.find(TOKEN);
        answers(FIRST);
        assertThat(found(again)).isEqualTo("first");
    }

    @Test
    void anIssuerThatNeverAnsweredIsAskedAgainAfterAPause() {
        var first = keys.find(TOKEN);
        fails();
        assertThat(first.cause()).isInstanceOf(IssuerAway.class).hasMessageContaining(ISSUER);
        assertThat(keys.find(TOKEN).cause()).isInstanceOf(IssuerAway.class);
        assertThat(asked).hasSize(1);

        later(IssuerKeys.PAUSE);
        var second = keys.find(TOKEN);
        answers(FIRST);
        assertThat(found(second)).isEqualTo("first");
    }

    private void known() {
        var first = keys.find(TOKEN);
        answers(FIRST);
        assertThat(found(first)).isEqualTo("first");
    }

    private void answers(TestIssuer.Pair... pairs) {
        asked.getLast().complete(KeySet.parse(TestIssuer.keySet(pairs)));
    }

    private void fails() {
        asked.getLast().fail(new IssuerAway("no answer"));
    }

    private void later(Duration time) {
        now += time.toNanos();
    }

    private static String found(Future<IssuerKey> key) {
        assertThat(key.succeeded()).as("found: %s", key.cause()).isTrue();
        return String.valueOf(key.result().id());
    }
}
