package dev.countersign.store.postgres;

import dev.countersign.json.Bytes;
import dev.countersign.repository.AuditLeaves;
import dev.countersign.repository.RepositoryId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Reads what the public log takes of the audit, by primary key, a piece of a megabyte at a time. */
public final class PgAuditLeaves implements AuditLeaves {
    private static final int PIECE = 12_000;
    private static final String AFTER = """
        select position, leaf, sha256(outcome) from audit
        where repository = $1 and position > $2 and position < coalesce(
            (select position from journal where repository = $1 and position > $3 order by position limit 1),
            9223372036854775807)
        order by position limit LIMIT\
        """.replace("LIMIT", Integer.toString(PIECE));

    private final Postgres postgres;
    private final int repository;

    public PgAuditLeaves(Postgres postgres, RepositoryId repository) {
        this.postgres = postgres;
        this.repository = repository.value();
    }

    @Override
    public Future<LeafPiece> after(long covered, long applied) {
        return postgres.run(AFTER, Tuple.of(repository, covered, applied)).map(PgAuditLeaves::piece);
    }

    private static LeafPiece piece(RowSet<Row> rows) {
        var leaves = new ArrayList<AuditedLeaf>(rows.size());
        for (var row : rows) {
            leaves.add(new AuditedLeaf(row.getLong(0), Columns.bytes(row, 1), outcome(row)));
        }
        return new LeafPiece(leaves, leaves.size() == PIECE);
    }

    private static @Nullable Bytes outcome(Row row) {
        return row.getBuffer(2) == null ? null : Columns.bytes(row, 2);
    }
}
