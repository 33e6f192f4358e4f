package dev.countersign.store.postgres;

import dev.countersign.json.Bytes;
import dev.countersign.repository.LogRecords;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.transparency.Tile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.StreamSupport;

/** The public log of one repository, read by primary key. */
public final class PgLogRecords implements LogRecords {
    private static final String RANGE = " and index >= $2 and index < $3 order by index";
    private static final String LEAVES = "select leaf from log_entry where repository = $1" + RANGE;
    private static final String ENTRIES = "select entry from log_entry where repository = $1" + RANGE;
    private static final String NODES = "select hash from log_node where repository = $1 and level = $4" + RANGE;
    private static final String COSIGNED = "select witness, size, note from log_cosignature where repository = $1";
    private static final String KEEP = """
        insert into log_cosignature as known (repository, witness, size, note)
        select $1, $2, $3, $4 where exists (select from head where repository = $1)
        on conflict (repository, witness) do update set size = excluded.size, note = excluded.note
        where known.size <= excluded.size\
        """;

    private final Postgres postgres;
    private final int repository;

    public PgLogRecords(Postgres postgres, RepositoryId repository) {
        this.postgres = postgres;
        this.repository = repository.value();
    }

    @Override
    public Future<Bytes> hashes(Tile tile) {
        var read = tile.level() == 0
                ? read(LEAVES, tile, range(tile))
                : read(NODES, tile, range(tile).addInteger(tile.level()));
        return read.map(hashes -> {
            var joined = Buffer.buffer();
            hashes.forEach(hash -> joined.appendBytes(hash.array()));
            return Bytes.wrap(joined.getBytes());
        });
    }

    @Override
    public Future<List<Bytes>> entries(Tile leaves) {
        return read(ENTRIES, leaves, range(leaves))
                .map(entries -> entries.stream().map(PgLogRecords::unpacked).toList());
    }

    private static Bytes unpacked(Bytes stored) {
        try {
            return PackedEntry.unpack(stored);
        } catch (IllegalStateException e) {
            throw new RepositoryException.Damaged("an entry of its public log cannot be read", e);
        }
    }

    private Tuple range(Tile tile) {
        return Tuple.of(repository, tile.first(), tile.first() + tile.width());
    }

    private Future<List<Bytes>> read(String sql, Tile tile, Tuple parameters) {
        return postgres.ask(sql, parameters).map(rows -> {
            if (rows.size() != tile.width()) {
                throw new RepositoryException.Damaged(
                        "its public log has lost some of tile " + tile.path(),
                        new IllegalStateException("there are " + rows.size() + " of " + tile.width() + " rows"));
            }
            return StreamSupport.stream(rows.spliterator(), false)
                    .map(row -> Columns.bytes(row.getBuffer(0)))
                    .toList();
        });
    }

    @Override
    public Future<List<Cosigned>> cosigned() {
        return postgres.ask(COSIGNED, Tuple.of(repository))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Cosigned(row.getString(0), row.getLong(1), Columns.bytes(row.getBuffer(2))))
                        .toList());
    }

    @Override
    public Future<Void> keep(Cosigned cosigned) {
        return postgres.run(
                        KEEP,
                        Tuple.of(repository, cosigned.witness(), cosigned.size(), Columns.toColumn(cosigned.note())))
                .mapEmpty();
    }
}
