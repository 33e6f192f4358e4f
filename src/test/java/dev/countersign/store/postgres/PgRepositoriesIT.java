package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.NOW;
import static dev.countersign.store.StoreSamples.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoriesContract;
import dev.countersign.repository.RepositoryId;
import dev.countersign.store.StoreSamples;
import dev.countersign.store.TestPostgres;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PgRepositoriesIT implements RepositoriesContract {
    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final Postgres postgres = database.open(vertx);
    private final PgRepositories repositories = new PgRepositories(postgres);

    @Override
    public Repositories repositories() {
        return repositories;
    }

    @AfterEach
    void close() {
        await(postgres.close());
        await(vertx.close());
        database.close();
    }

    private Repositories.PendingWork work() {
        return await(repositories.work(NOW)).stream()
                .filter(each -> each.id().equals(RepositoryId.DEFAULT))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellWhatWaitsAndSinceWhen() {
        var journal = new PgJournal(postgres, RepositoryId.DEFAULT);
        await(journal.append(List.of(StoreSamples.held(1))));
        assertThat(work().backlog().submissions()).isEqualTo(1);
        assertThat(work().backlog().due()).isFalse();

        await(journal.append(
                LongStream.rangeClosed(2, 30).mapToObj(StoreSamples::submission).toList()));

        assertThat(work().backlog().submissions()).isEqualTo(30);
        assertThat(work().backlog().due()).isTrue();
        assertThat(work().backlog().oldest()).isEqualTo(NOW);
    }

    /** However much waits in one repository, the question that is about all of them stays short. */
    @Test
    void countOnlySoMuchOfALongBacklog() {
        database.execute("""
            insert into journal (repository, task, kind, held, payload, submitted_at)
            select 1, gen_random_uuid(), 'ADD_TARGETS', n < 200000, '\\x', '2030-01-01T00:00:00Z'
            from generate_series(1, 200000) as n\
            """);
        database.execute("vacuum analyze journal");

        assertThat(work().backlog().submissions()).isEqualTo(PgRepositories.MOST_COUNTED);
        assertThat(work().backlog().due()).isTrue();

        var began = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(work().backlog().oldest()).isNotNull();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }
}
