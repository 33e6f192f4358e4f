package dev.countersign.access;

import static dev.countersign.repository.Examples.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.countersign.access.Tokens.TokenNameTaken;
import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditEvent;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What every place where tokens are kept promises, one in memory as one in a database. */
public interface TokensContract {
    Instant NOW = Instant.parse("2030-01-02T03:04:05.123456Z");
    Instant LATER = NOW.plus(Duration.ofHours(1));

    /** The ones to be tested, none at first. */
    Tokens tokens();

    /** What the audit of the repository default has. */
    List<AuditEntry> audited();

    @Test
    default void eachIsInTheAuditWithWhoMadeAndWhoRevokedIt() {
        var token = keep(token("ci", Optional.of(LATER), NOW));
        assertThat(await(tokens().revoke(token, NOW, ORIGIN))).isTrue();

        var id = token.id().value();
        var grants = List.of("read on all repositories", "artifacts on default for pypi/**");
        assertThat(audited())
                .containsExactly(
                        new AuditEvent.TokenCreated(id, "ci", grants, Optional.of(LATER)).entry(NOW, ORIGIN),
                        new AuditEvent.TokenRevoked(id, "ci").entry(NOW, ORIGIN));
    }

    @Test
    default void whatWasNotDoneIsNotInTheAudit() {
        var token = keep(token("ci", Optional.empty(), NOW));
        assertThatThrownBy(() -> keep(token("ci", Optional.empty(), NOW))).isInstanceOf(TokenNameTaken.class);
        assertThat(audited()).hasSize(1);

        assertThat(await(tokens().revoke(token, NOW, ORIGIN))).isTrue();
        assertThat(await(tokens().revoke(token, NOW, ORIGIN))).isFalse();
        assertThat(audited()).hasSize(2);
    }

    @Test
    default void nobodyIsKnownAtFirst() {
        assertThat(await(tokens().any())).isFalse();
        assertThat(await(tokens().find("ci"))).isEmpty();
        assertThat(await(tokens().changesAfter(0))).isEmpty();
    }

    @Test
    default void whatIsKeptIsFoundAsItWas() {
        var always = keep(token("always", Optional.empty(), NOW));
        var limited = keep(token("limited", Optional.of(LATER), NOW));

        assertThat(await(tokens().find("always"))).contains(always);
        assertThat(await(tokens().find("limited"))).contains(limited);
        assertThat(await(tokens().find("Always"))).isEmpty();
        assertThat(await(tokens().any())).isTrue();
    }

    @Test
    default void aNameIsTakenWhileItsTokenLives() {
        keep(token("ci", Optional.of(LATER), NOW));

        assertThatThrownBy(() -> keep(token("ci", Optional.empty(), LATER.minusSeconds(1))))
                .isInstanceOf(TokenNameTaken.class);
        assertThat(await(tokens().changesAfter(0))).hasSize(1);
    }

    @Test
    default void aTokenThatHasExpiredLeavesItsNameToTheNext() {
        var old = keep(token("ci", Optional.of(LATER), NOW));

        var next = keep(token("ci", Optional.empty(), LATER));

        assertThat(await(tokens().find("ci"))).contains(next);
        assertThat(await(tokens().changesAfter(0)))
                .extracting(change -> change.token().id(), Tokens.TokenChange::live)
                .containsExactlyInAnyOrder(tuple(old.id(), false), tuple(next.id(), true));
    }

    @Test
    default void whatIsRevokedEndsOnce() {
        var token = keep(token("ci", Optional.empty(), NOW));

        assertThat(await(tokens().revoke(token, NOW, ORIGIN))).isTrue();
        assertThat(await(tokens().revoke(token, NOW, ORIGIN))).isFalse();
        assertThat(await(tokens().revoke(token("other", Optional.empty(), NOW), NOW, ORIGIN)))
                .isFalse();

        assertThat(await(tokens().find("ci"))).isEmpty();
        assertThat(await(tokens().list(Optional.empty(), 10))).isEmpty();
        assertThat(await(tokens().any())).isFalse();
        var next = keep(token("ci", Optional.empty(), NOW));
        assertThat(await(tokens().find("ci"))).contains(next);
    }

    @Test
    default void changesAreToldInTheirOrderAndOfEachTokenTheLast() {
        var first = keep(token("a", Optional.empty(), NOW));
        var second = keep(token("b", Optional.empty(), NOW));
        var seen = await(tokens().changesAfter(0));
        assertThat(seen).extracting(change -> change.token().id()).containsExactly(first.id(), second.id());
        assertThat(seen).isSortedAccordingTo((one, other) -> Long.compare(one.number(), other.number()));

        await(tokens().revoke(first, NOW, ORIGIN));

        var news = await(tokens().changesAfter(seen.getLast().number()));
        assertThat(news).hasSize(1);
        assertThat(news.getFirst().token().id()).isEqualTo(first.id());
        assertThat(news.getFirst().live()).isFalse();
        assertThat(await(tokens().changesAfter(0)))
                .extracting(change -> change.token().id())
                .containsExactly(second.id(), first.id());
        assertThat(await(tokens().changesAfter(news.getFirst().number()))).isEmpty();
    }

    @Test
    default void listsGoByNameAndOnAfterOne() {
        for (var name : List.of("b", "B", "a.b", "a-b", "a", "0")) {
            keep(token(name, Optional.empty(), NOW));
        }

        assertThat(await(tokens().list(Optional.empty(), 10)))
                .extracting(Token::name)
                .containsExactly("0", "B", "a", "a-b", "a.b", "b");
        assertThat(await(tokens().list(Optional.of("a"), 2)))
                .extracting(Token::name)
                .containsExactly("a-b", "a.b");
    }

    @Test
    default void theLastUseIsTheLatestThatWasNoted() {
        var token = keep(token("ci", Optional.empty(), NOW));
        var unknown = token("other", Optional.empty(), NOW).id();

        await(tokens().used(Map.of(token.id(), LATER, unknown, LATER)));
        await(tokens().used(Map.of(token.id(), NOW)));

        assertThat(await(tokens().find("ci")).orElseThrow().lastUse()).contains(LATER);
        // No change: nobody needs to hear of it.
        assertThat(await(tokens().changesAfter(0))).hasSize(1);
    }

    private Token keep(Token token) {
        await(tokens().create(token, ORIGIN));
        return token;
    }

    /** A new one at each call. */
    private static Token token(String name, Optional<Instant> expires, Instant created) {
        var text = TokenText.create(new SplittableRandom());
        var grants = new Grants(List.of(
                Grant.everywhere(Permission.READ),
                Grant.parse("artifacts:pypi/**", Optional.of(RepositoryName.DEFAULT))));
        return new Token(text.id(), name, text.digest(), grants, created, expires, "operator", Optional.empty());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 20 s", e);
        }
    }
}
