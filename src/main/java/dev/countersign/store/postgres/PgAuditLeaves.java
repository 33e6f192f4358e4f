package dev.countersign.store.postgres;

import dev.countersign.audit.AuditBlock;
import dev.countersign.repository.AuditLeaves;
import dev.countersign.repository.RepositoryId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Reads what the public log takes of the audit, by primary key, a piece of a megabyte at a time. */
public final class PgAuditLeaves implements AuditLeaves {
    private static final int PIECE = 12_000;
    private static final String AFTER =
            """
            with bound as materialized (
                select coalesce(
                    (select position from journal where repository = $1 and position > $3 order by position limit 1),
                    9223372036854775807) as position
            ), next as (
                select positions, position, leaves,
                       sum(cardinality(positions)) over (order by position) - cardinality(positions) as before
                from (select positions, position, leaves from audit
                      where repository = $1 and position > $2 order by position limit LIMIT) as block
            )
            select next.positions, next.leaves, bound.position, outcome.positions, outcome.digests
            from next, bound left join lateral (
                select array_agg(position) as positions, array_agg(sha256(outcome)) as digests from audit_outcome
                where repository = $1 and position between next.positions[1] and next.position
            ) as outcome on true
            where next.before < LIMIT and next.positions[1] < bound.position
            order by next.position\
            """.replace("LIMIT", Integer.toString(PIECE)).replace("from next, bound", "from next cross join bound");

    private final Postgres postgres;
    private final int repository;

    public PgAuditLeaves(Postgres postgres, RepositoryId repository) {
        this.postgres = postgres;
        this.repository = repository.value();
    }

    @Override
    public Future<LeafPiece> after(long covered, long applied) {
        return postgres.run(AFTER, Tuple.of(repository, covered, applied)).map(blocks -> piece(blocks, covered));
    }

    private static LeafPiece piece(RowSet<Row> blocks, long covered) {
        var leaves = new ArrayList<AuditedLeaf>();
        int rows = 0;
        for (var block : blocks) {
            var positions = block.getArrayOfLongs(0);
            rows += positions.length;
            add(leaves, block, positions, covered);
        }
        return new LeafPiece(leaves, rows >= PIECE);
    }

    /** Those of a block that are asked for: it may be that only a part of it was covered before, or is carried out. */
    private static void add(List<AuditedLeaf> leaves, Row block, Long[] positions, long covered) {
        var hashes = Columns.bytes(block, 1);
        var bound = block.getLong(2);
        var outcomes = ByPosition.of(block.getArrayOfLongs(3), block.getArrayOfBuffers(4));
        for (int place = 0; place < positions.length; place++) {
            long position = positions[place];
            if (position > covered && position < bound) {
                leaves.add(new AuditedLeaf(position, AuditBlock.leaf(hashes, place), outcomes.get(position)));
            }
        }
    }
}
