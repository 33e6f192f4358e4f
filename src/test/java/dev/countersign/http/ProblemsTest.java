package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Json;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.Unavailable;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    @Test
    void aBusyRepositoryRoundsTheWaitUp() {
        var problem = Problems.describe(new RepositoryException.Busy(Duration.ofMillis(1200)), "id");

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.headers()).containsEntry("Retry-After", java.util.List.of("2"));
    }

    @Test
    void aStoppingServiceSendsCallersElsewhere() {
        var problem = Problems.describe(new RepositoryException.Stopping(), "id");

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.sentence()).contains("another node");
    }

    @Test
    void aStoreThatIsAwayIsToldWithoutWhatOnlyOperatorsMayKnow() {
        var problem = Problems.describe(new Unavailable("PostgreSQL at db:5432 refused user boss"), "id");

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.headers()).containsEntry("Retry-After", java.util.List.of("2"));
        assertThat(problem.sentence()).contains("does not answer").doesNotContain("db:5432", "boss");
    }

    @Test
    void aStoreThatIsFullTakesNoChanges() {
        var full = new Unavailable(Unavailable.Extent.WRITES, "no space left", null);

        assertThat(Problems.describe(full, "id").status()).isEqualTo(503);
        assertThat(Problems.describe(full, "id").sentence()).contains("takes no changes");
    }

    @Test
    void aSentenceNamesAFewViolationsAndCountsTheRest() {
        var violation = Violation.missing(Place.BODY.member("x"), Json.Obj.EMPTY);

        assertThat(Problems.describe(new Refusal.Invalid(Collections.nCopies(5, violation)), "id")
                        .sentence())
                .isEqualTo("body.x: Field required; body.x: Field required; body.x: Field required; and 2 more");
    }

    @Test
    void anAnswerDoesNotGrowWithItsQuestion() {
        var members = Json.Obj.EMPTY;
        for (int i = 0; i < 1000; i++) {
            members = members.with("member" + i, new Json.Str("x".repeat(100)));
        }
        var large = Violation.missing(Place.BODY.member("x"), members);
        var text = Violation.broken(Place.BODY, "no", new Json.Str("\ud83d\ude00".repeat(1000)));

        assertThat(large.toJson().toText()).hasSizeLessThan(200);
        assertThat(text.toJson().toText()).hasSizeLessThan(5000);
    }

    @Test
    void aFailureOfOursTellsOnlyItsName() {
        var problem = Problems.describe(new IllegalStateException("inside"), "the-id");

        assertThat(problem.body("the-id").toText())
                .isEqualTo("{\"detail\":\"Internal Server Error\",\"request_id\":\"the-id\"}");
        assertThat(problem.document("the-id").toText()).doesNotContain("inside");
    }
}
