package dev.countersign.store.postgres;

import dev.countersign.audit.AuditBlock;
import dev.countersign.audit.AuditFilter;
import dev.countersign.audit.AuditPage;
import dev.countersign.audit.AuditQuery;
import dev.countersign.audit.AuditRow;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the rows that are asked for in blocks. How many one search looks at is bounded. */
record AuditSearch(int repository, AuditQuery query) {
    /** How many rows one search looks at, some blocks more or less. */
    private static final int ROWS = 20_000;

    /** How many blocks; an audit of seldom changes has a row in each. */
    static final int BLOCKS = 8_192;

    /** How many bytes of packed rows. */
    static final int BYTES = 1 << 20;

    private static final JsonLimits OUTCOME = new JsonLimits(16, 4 << 20);

    /** The position that a search which finds nothing has reached. */
    long from() {
        var from = query.from();
        if (from != null) {
            return from;
        }
        return isOldestFirst() ? 0 : Long.MAX_VALUE;
    }

    /** Whether there can be nothing behind that position. */
    boolean isAtTheEnd() {
        var from = query.from();
        return from != null && from == (isOldestFirst() ? Long.MAX_VALUE : Long.MIN_VALUE);
    }

    /** The first position to look at. */
    long first() {
        var from = query.from();
        if (from == null) {
            return isOldestFirst() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return isOldestFirst() ? from + 1 : from - 1;
    }

    /** How many rows to look at. */
    int reach() {
        return query.filter().equals(AuditFilter.ALL) ? Math.min(ROWS, query.limit() + 1) : ROWS;
    }

    /**
     * The page that some blocks make.
     *
     * @param blocks in the order asked for, with columns {@code positions, rows, positions of outcomes, outcomes, audited,
     *     publications}
     */
    AuditPage page(RowSet<Row> blocks) {
        var found = new ArrayList<AuditRow>();
        long reached = from();
        int looked = 0;
        int bytes = 0;
        for (var block : blocks) {
            var positions = block.getArrayOfLongs(0);
            for (var row : rows(block, positions)) {
                if (found.size() == query.limit()) {
                    return new AuditPage(found, found.getLast().position(), true);
                }
                found.add(row);
            }
            reached = isOldestFirst() ? positions[positions.length - 1] : positions[0];
            looked += positions.length;
            bytes += block.getBuffer(1).length();
        }
        return new AuditPage(found, reached, looked >= reach() || bytes >= BYTES || blocks.size() == BLOCKS);
    }

    private boolean isOldestFirst() {
        return query.order() == AuditQuery.Order.OLDEST_FIRST;
    }

    private List<AuditRow> rows(Row block, Long[] positions) {
        var rows = AuditBlock.read(Columns.bytes(block, 1));
        var outcomes = ByPosition.of(block.getArrayOfLongs(2), block.getArrayOfBuffers(3));
        var matching = new ArrayList<AuditRow>();
        for (int place = 0; place < positions.length; place++) {
            long position = positions[place];
            var row = rows.get(place);
            if (isAskedFor(position) && query.filter().matches(row.entry())) {
                var publication = publication(block, position);
                matching.add(new AuditRow(
                        repository, position, row.entry(), row.salt(), json(outcomes.get(position)), publication));
            }
        }
        if (!isOldestFirst()) {
            Collections.reverse(matching);
        }
        return matching;
    }

    private boolean isAskedFor(long position) {
        return isOldestFirst() ? position >= first() : position <= first();
    }

    /** The first whose entry covers the audit up to that position or more. */
    private static @Nullable Long publication(Row block, long position) {
        var last = block.getArrayOfLongs(4);
        for (int i = 0; last != null && i < last.length; i++) {
            if (last[i] >= position) {
                return block.getArrayOfLongs(5)[i];
            }
        }
        return null;
    }

    private static Json.@Nullable Obj json(@Nullable Bytes outcome) {
        return outcome == null ? null : Json.parseObject(outcome, OUTCOME);
    }
}
