package dev.countersign.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.Unavailable;
import dev.countersign.repository.Unavailable.Extent;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PgFailuresTest {

    private static final PgFailures FAILURES = new PgFailures("db:5432", "us", "tuf");

    static Stream<Throwable> notReached() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new UnknownHostException("db"),
                new java.io.IOException("Connection reset by peer"),
                new TimeoutException(),
                VertxException.noStackTrace("Timeout"),
                ClosedConnectionException.INSTANCE);
    }

    @ParameterizedTest
    @MethodSource
    void notReached(Throwable error) {
        assertThat(FAILURES.explain(error))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("PostgreSQL at db:5432")
                .hasCause(error);
    }

    @ParameterizedTest
    @CsvSource({
        "57P01, EVERYTHING", // admin shutdown
        "57P02, EVERYTHING", // crash of another backend
        "57P03, EVERYTHING", // starting up, recovering
        "57P05, EVERYTHING", // idle session
        "57014, EVERYTHING", // statement timeout
        "55P03, EVERYTHING", // lock timeout
        "25P03, EVERYTHING", // idle in transaction
        "53300, EVERYTHING", // too many connections
        "53200, EVERYTHING", // out of memory
        "53000, EVERYTHING",
        "58030, EVERYTHING", // I/O error
        "08006, EVERYTHING", // connection failure
        "08P01, EVERYTHING", // a pooler that gives up
        "28P01, EVERYTHING",
        "3D000, EVERYTHING",
        "53100, WRITES", // disk full
        "25006, WRITES" // read-only
    })
    void refusedForNow(String state, Extent extent) {
        assertThat(FAILURES.explain(refusal(state)))
                .isInstanceOfSatisfying(
                        Unavailable.class, it -> assertThat(it.extent()).isEqualTo(extent));
    }

    @ParameterizedTest
    @CsvSource({
        "28P01, false", // wrong password
        "28000, false", // no such user, or not from here
        "3D000, false", // no such database
        "57P03, true",
        "53300, true",
        "08006, true"
    })
    void whatSomebodyMustCorrectDoesNotPass(String state, boolean passes) {
        assertThat(Stream.of(refusal(state), new SQLException("as migrations meet it", state)))
                .map(FAILURES::explain)
                .allSatisfy(explained -> assertThat(explained)
                        .isInstanceOfSatisfying(
                                Unavailable.class, it -> assertThat(it.passes()).isEqualTo(passes)));
    }

    @ParameterizedTest
    @CsvSource({"23505", "23502", "42P01", "22P02", "XX000", "''"})
    void whatIsOurFaultIsNotAnOutage(String state) {
        var error = refusal(state);

        assertThat(FAILURES.explain(error)).isSameAs(error);
    }

    @Test
    void nothingIsExplainedTwice() {
        var explained = FAILURES.explain(new TimeoutException());

        assertThat(FAILURES.explain(explained)).isSameAs(explained);
        assertThat(explained.getStackTrace()).isEmpty();
    }

    private static PgException refusal(String state) {
        return new PgException("it says no", "ERROR", state, null);
    }
}
