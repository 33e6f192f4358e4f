package dev.countersign.store.postgres;

import dev.countersign.audit.AuditBlock;
import dev.countersign.audit.AuditEntry;
import dev.countersign.repository.RepositoryId;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * How rows of the audit are written, by whatever statement writes what they are about: as one block. That statement
 * holds {@link PgJournal#LOCK} of the repository when it draws their positions.
 */
public final class AuditRows {
    private final RandomGenerator random;

    /** @param random one that nobody can predict */
    public AuditRows(RandomGenerator random) {
        this.random = random;
    }

    /**
     * The part {@code drawn} of a {@code with}: {@code positions}, as many as there are rows; null if {@code turn} is
     * empty.
     *
     * @param turn the part that takes the lock
     * @param first the number of the first of the parameters that {@link #addTo} adds
     */
    static String drawn(String turn, int first) {
        return """
            drawn as materialized (
                select array_agg(nextval('journal_position_seq')) as positions from TURN, generate_series(1, $FIRST::int)
            )\
            """.replace("TURN", turn).replace("FIRST", Integer.toString(first));
    }

    /** The statement that writes the rows, if any positions are drawn for them. */
    static String insert(String repository, int first) {
        return String.format(Locale.ROOT, """
            insert into audit (repository, positions, position, at, rows, leaves)
                select %s, positions, positions[cardinality(positions)], $%d::timestamptz, $%d::bytea, $%d::bytea
                from drawn where positions is not null\
            """, repository, first + 1, first + 2, first + 3);
    }

    /**
     * Further parts of a {@code with} that write an event of the whole service, which the audit of the repository default
     * has.
     *
     * @param about the part whose row is what the event is about; without a row nothing is written
     * @param first the number of the first of the parameters
     */
    static String event(String about, int first) {
        return """
            audit_turn as materialized (select LOCK from ABOUT), DRAWN, audited as (
                INSERT
            )\
            """.replace("LOCK", String.format(Locale.ROOT, PgJournal.LOCK, RepositoryId.DEFAULT.value()))
                .replace("ABOUT", about)
                .replace("DRAWN", drawn("audit_turn", first))
                .replace("INSERT", insert(Integer.toString(RepositoryId.DEFAULT.value()), first));
    }

    void addEvent(Tuple columns, AuditEntry event) {
        addTo(columns, RepositoryId.DEFAULT.value(), List.of(event));
    }

    void addTo(Tuple columns, int repository, List<AuditEntry> entries) {
        var block = AuditBlock.of(repository, entries, random);
        columns.addInteger(entries.size())
                .addOffsetDateTime(Columns.toColumn(block.newest()))
                .addBuffer(Columns.toColumn(block.rows()))
                .addBuffer(Columns.toColumn(block.leaves()));
    }
}
