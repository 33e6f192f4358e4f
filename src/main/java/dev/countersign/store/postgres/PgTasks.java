package dev.countersign.store.postgres;

import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.TaskId;
import dev.countersign.repository.TaskOutcome;
import dev.countersign.repository.TaskOutcomeCodec;
import dev.countersign.repository.TaskRecord;
import dev.countersign.repository.Tasks;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tasks of one repository. They have no table: a task is a journal entry, finished by the first publication whose
 * journal position has reached it, or decided before that by one that recorded an outcome.
 */
public final class PgTasks implements Tasks {
    private static final String FIND = """
        select j.position, j.task, j.kind, j.held, j.payload, j.submitted_at,
               p.committed_at, p.bit_length,
               (select outcome from outcome where repository = $2 and position = j.position),
               (select publication from head where repository = $2)
        from journal j
        left join lateral (select committed_at, bit_length from publication
                           where repository = $2 and journal >= j.position
                           order by journal, number limit 1) p on true
        where j.task = $1 and j.repository = $2\
        """;

    private final Postgres postgres;

    private final int repository;

    public PgTasks(Postgres postgres, RepositoryId repository) {
        this.postgres = postgres;
        this.repository = repository.value();
    }

    @Override
    public Future<Optional<TaskRecord>> find(TaskId task) {
        return postgres.ask(FIND, Tuple.of(Columns.toColumn(task), repository))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PgTasks::task)
                        .findFirst());
    }

    private static TaskRecord task(Row row) {
        var finished = row.getOffsetDateTime(6) != null;
        var outcome = outcome(row);
        return new TaskRecord(
                PgJournal.entry(row),
                finishedAt(row, finished),
                outcome,
                finished ? row.getInteger(7) : 0,
                finished || outcome == null ? 0 : row.getLong(9));
    }

    private static @Nullable Instant finishedAt(Row row, boolean finished) {
        return finished ? Columns.instant(row, 6) : null;
    }

    private static @Nullable TaskOutcome outcome(Row row) {
        var stored = row.getBuffer(8);
        return stored == null ? null : TaskOutcomeCodec.decode(Columns.bytes(stored));
    }
}
