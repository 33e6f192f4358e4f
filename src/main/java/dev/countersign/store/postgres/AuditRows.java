package dev.countersign.store.postgres;

import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditLeaf;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.audit.AuditRow;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.TaskId;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How entries of the audit are written, by whatever statement writes what they are about. That statement holds {@link
 * PgJournal#LOCK} of the repository when it draws their positions.
 */
public final class AuditRows {
    static final String INSERT = "insert into audit (repository, position, at, actor, address, operation, body, kind,"
            + " task, details, salt, leaf)";

    /** All but the first two, of {@link #rows}. */
    static final String COLUMNS =
            "s.at, s.actor, s.address, s.operation, s.body, s.kind, s.task, s.details, s.salt, s.leaf";

    static final String NEXT_POSITION = "nextval('journal_position_seq')";

    private static final int PARAMETERS = 10;
    private static final JsonLimits LIMITS = new JsonLimits(16, 4 << 20);

    private final RandomGenerator random;

    /** @param random one that nobody can predict */
    public AuditRows(RandomGenerator random) {
        this.random = random;
    }

    /** The rows {@code s} whose values {@link #addTo} adds, as the parameters from that number on. */
    static String rows(int first) {
        var numbers = new Object[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            numbers[i] = first + i;
        }
        return String.format(
                Locale.ROOT,
                "unnest($%d::timestamptz[], $%d::text[], $%d::text[], $%d::text[], $%d::bytea[], $%d::text[],"
                        + " $%d::uuid[], $%d::text[], $%d::bytea[], $%d::bytea[]) with ordinality as s (at, actor,"
                        + " address, operation, body, kind, task, details, salt, leaf, place)",
                numbers);
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
            audit_turn as materialized (select LOCK from ABOUT), audited as (
                INSERT select DEFAULT, POSITION, COLUMNS from audit_turn, ROWS
            )\
            """.replace("LOCK", String.format(Locale.ROOT, PgJournal.LOCK, RepositoryId.DEFAULT.value()))
                .replace("ABOUT", about)
                .replace("INSERT", INSERT)
                .replace("DEFAULT", Integer.toString(RepositoryId.DEFAULT.value()))
                .replace("POSITION", NEXT_POSITION)
                .replace("COLUMNS", COLUMNS)
                .replace("ROWS", rows(first));
    }

    void addEvent(Tuple columns, AuditEntry event) {
        addTo(columns, RepositoryId.DEFAULT.value(), List.of(event));
    }

    void addTo(Tuple columns, int repository, List<AuditEntry> entries) {
        int rows = entries.size();
        var at = new OffsetDateTime[rows];
        var actors = new String[rows];
        var addresses = new @Nullable String[rows];
        var operations = new String[rows];
        var bodies = new Buffer[rows];
        var kinds = new String[rows];
        var tasks = new @Nullable UUID[rows];
        var details = new String[rows];
        var salts = new Buffer[rows];
        var leaves = new Buffer[rows];
        var drawn = draw(rows * AuditLeaf.SALT_LENGTH);
        for (int i = 0; i < rows; i++) {
            var entry = entries.get(i);
            var origin = entry.origin();
            var salt = drawn.slice(i * AuditLeaf.SALT_LENGTH, (i + 1) * AuditLeaf.SALT_LENGTH);
            at[i] = Columns.toColumn(entry.at());
            actors[i] = origin.actor();
            addresses[i] = origin.address();
            operations[i] = origin.operation();
            bodies[i] = Columns.toColumn(origin.body());
            kinds[i] = entry.kind();
            tasks[i] = entry.task() == null ? null : Columns.toColumn(new TaskId(entry.task()));
            details[i] = entry.details().toText();
            salts[i] = Columns.toColumn(salt);
            leaves[i] = Columns.toColumn(AuditLeaf.hash(repository, entry, salt));
        }
        columns.addArrayOfOffsetDateTime(at)
                .addArrayOfString(actors)
                .addArrayOfString(addresses)
                .addArrayOfString(operations)
                .addArrayOfBuffer(bodies)
                .addArrayOfString(kinds)
                .addArrayOfUUID(tasks)
                .addArrayOfString(details)
                .addArrayOfBuffer(salts)
                .addArrayOfBuffer(leaves);
    }

    private Bytes draw(int bytes) {
        var drawn = new byte[bytes];
        random.nextBytes(drawn);
        return Bytes.wrap(drawn);
    }

    /**
     * Columns {@code position, at, actor, address, operation, body, kind, task, details, salt, outcome, publication}.
     */
    static AuditRow read(int repository, Row row) {
        var origin = new AuditOrigin(row.getString(2), row.getString(3), row.getString(4), Columns.bytes(row, 5));
        var entry = new AuditEntry(
                Columns.instant(row, 1), origin, row.getString(6), task(row, 7), json(Bytes.utf8(row.getString(8))));
        return new AuditRow(
                repository,
                row.getLong(0),
                entry,
                Columns.bytes(row, 9),
                row.getBuffer(10) == null ? null : json(Columns.bytes(row, 10)),
                row.getLong(11));
    }

    private static @Nullable String task(Row row, int column) {
        return row.getUUID(column) == null ? null : Columns.task(row, column).hex();
    }

    private static Json.Obj json(Bytes stored) {
        return Json.parseObject(stored, LIMITS);
    }
}
