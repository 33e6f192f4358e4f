package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.Latest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class StandingTest {

    private final Conditions conditions = new Conditions();
    private final Latest latest = new Latest();
    private final TestTerm term = new TestTerm();
    private final Standing standing =
            new Standing(new PublicationMetrics(new SimpleMeterRegistry(), Clock.systemUTC()), conditions, latest);

    @Test
    void aNodeAnswersOnlyWhileItLeadsAndHasCaughtUp() {
        assertThat(answers()).isFalse();

        standing.leading(term);
        assertThat(answers()).isFalse();

        latest.advance(latest.view());
        assertThat(answers()).isTrue();

        var _ = term.release();
        assertThat(answers()).isFalse();

        // What another node committed meanwhile must be read before this one answers again.
        standing.following();
        standing.leading(new TestTerm());
        assertThat(answers()).isFalse();

        latest.advance(latest.view());
        assertThat(answers()).isTrue();
    }

    @Test
    void aPublicationThatOutlivesTheTermMakesNobodyAnswerAgain() {
        standing.leading(term);
        var _ = term.release();

        latest.advance(latest.view());

        assertThat(answers()).isFalse();
    }

    @Test
    void itIsAskedAgainForEachReadWhetherItLeads() {
        standing.leading(term);
        latest.advance(latest.view());
        var freshness = standing.freshness();
        assertThat(freshness.ensure().succeeded()).isTrue();

        term.certain = false;
        assertThat(freshness.ensure().failed()).isTrue();

        term.certain = true;
        assertThat(freshness.ensure().succeeded()).isTrue();
    }

    @Test
    void whileItDoesNotAnswerItSaysWhatItWaitsFor() {
        assertThat(conditions.said(Condition.PUBLISHER).orElse("")).startsWith("waiting for PostgreSQL");

        standing.refused(true);
        assertThat(conditions.said(Condition.PUBLISHER).orElse(""))
                .startsWith("another Countersign serves this database");

        // Whether it still does is not known while PostgreSQL is away.
        standing.refused(false);
        assertThat(conditions.said(Condition.PUBLISHER).orElse("")).startsWith("waiting for PostgreSQL");

        standing.leading(term);
        assertThat(conditions.said(Condition.PUBLISHER).orElse("")).startsWith("recovering");
    }

    /** Both ways of asking agree. */
    private boolean answers() {
        var ready = conditions.readiness().reads();
        assertThat(standing.freshness().ensure().succeeded()).isEqualTo(ready);
        return ready;
    }
}
