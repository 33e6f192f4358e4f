package dev.countersign.store.postgres;

import dev.countersign.audit.AuditBlock;
import dev.countersign.json.Bytes;
import dev.countersign.repository.AuditLeaves;
import dev.countersign.repository.RepositoryId;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Reads what the public log takes of the audit, by primary key, a piece of a megabyte at a time.
 *
 * <p>Every publication asks, mostly for a single block. The statement is such that PostgreSQL plans it once: it plans one
 * anew for each call when it cannot know whether much will be found, and that takes ten times as long as this answer.
 */
public final class PgAuditLeaves implements AuditLeaves {
    private static final int PIECE = 12_000;
    private static final int BLOCKS = 128;
    private static final String AFTER =
            """
            select positions, leaves,
                   coalesce(
                       (select position from journal where repository = $1 and position > $3 order by position limit 1),
                       9223372036854775807),
                   exists (select from audit_outcome where repository = $1 and position > $2)
            from (select positions, position, leaves,
                         sum(cardinality(positions)) over (order by position) - cardinality(positions) as before
                  from (select positions, position, leaves from audit
                        where repository = $1 and position > $2 order by position limit BLOCKS) as next) as block
            where before < PIECE
            order by position\
            """.replace("BLOCKS", Integer.toString(BLOCKS)).replace("PIECE", Integer.toString(PIECE));

    private static final String OUTCOMES =
            "select position, sha256(outcome) from audit_outcome where repository = $1 and position between $2 and $3";

    private final Postgres postgres;
    private final int repository;

    public PgAuditLeaves(Postgres postgres, RepositoryId repository) {
        this.postgres = postgres;
        this.repository = repository.value();
    }

    /** {@inheritDoc} Outcomes are read by themselves: they are only written by whoever asks here. */
    @Override
    public Future<LeafPiece> after(long covered, long applied) {
        return postgres.run(AFTER, Tuple.of(repository, covered, applied)).compose(rows -> {
            var blocks = StreamSupport.stream(rows.spliterator(), false)
                    .map(LeafBlock::of)
                    .toList();
            return blocks.stream().anyMatch(LeafBlock::hasOutcomes)
                    ? outcomes(blocks).map(outcomes -> piece(blocks, covered, outcomes))
                    : Future.succeededFuture(piece(blocks, covered, Map.of()));
        });
    }

    private Future<Map<Long, Bytes>> outcomes(List<LeafBlock> blocks) {
        var first = blocks.getFirst().positions().getFirst();
        return postgres.run(
                        OUTCOMES, Tuple.of(repository, first, blocks.getLast().last()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getLong(0), row -> Columns.bytes(row, 1))));
    }

    private static LeafPiece piece(List<LeafBlock> blocks, long covered, Map<Long, Bytes> outcomes) {
        var leaves = new ArrayList<AuditedLeaf>();
        int rows = 0;
        for (var block : blocks) {
            rows += block.positions().size();
            block.addTo(leaves, covered, outcomes);
        }
        var isFull = rows >= PIECE || blocks.size() == BLOCKS;
        return new LeafPiece(
                leaves, isFull && blocks.getLast().last() < blocks.getLast().bound());
    }

    /** @param bound of the first row that is not yet carried out */
    private record LeafBlock(List<Long> positions, Bytes leaves, long bound, boolean hasOutcomes) {
        static LeafBlock of(Row row) {
            return new LeafBlock(
                    List.of(row.getArrayOfLongs(0)), Columns.bytes(row, 1), row.getLong(2), row.getBoolean(3));
        }

        long last() {
            return positions.getLast();
        }

        /** Those that are asked for: it may be that only a part was covered before, or is carried out. */
        void addTo(List<AuditedLeaf> all, long covered, Map<Long, Bytes> outcomes) {
            for (int place = 0; place < positions.size(); place++) {
                long position = positions.get(place);
                if (position > covered && position < bound) {
                    all.add(new AuditedLeaf(position, AuditBlock.leaf(leaves, place), outcomes.get(position)));
                }
            }
        }
    }
}
