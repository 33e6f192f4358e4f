package dev.countersign.store;

import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Committed metadata files, read from their table by primary key. */
public final class PgMetadataFiles implements MetadataFiles {
    private static final String KEYS = "unnest($1::text[], $2::int[]) as k (role, version)";
    private static final String FIND =
            "select m.role, m.version, m.expires, m.bytes from " + KEYS + " join metadata m using (role, version)";
    // Answered from the index alone.
    private static final String EXPIRIES =
            "select m.role, m.version, m.expires from " + KEYS + " join metadata m using (role, version)";
    // The length stands beside the reference to the bytes, which are not touched.
    private static final String LENGTHS =
            "select m.role, m.version, octet_length(m.bytes) from " + KEYS + " join metadata m using (role, version)";
    // From the index alone too: read backwards, the first version of each role is its newest.
    private static final String FIRST_EXPIRY = """
        select min(expires) from (
            select distinct on (role) expires from metadata where role <> 'root' order by role desc, version desc
        ) as newest\
        """;

    private final Postgres postgres;

    public PgMetadataFiles(Postgres postgres) {
        this.postgres = postgres;
    }

    @Override
    public Future<Optional<StoredFile>> find(RoleVersion key) {
        return postgres.ask(FIND, Columns.keys(List.of(key)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Columns::file)
                        .findFirst());
    }

    @Override
    public Future<Map<RoleVersion, StoredFile>> findAll(List<RoleVersion> keys) {
        if (keys.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return postgres.run(FIND, Columns.keys(keys)).map(rows -> {
            var files = HashMap.<RoleVersion, StoredFile>newHashMap(rows.size());
            rows.forEach(row -> files.put(Columns.key(row), Columns.file(row)));
            return files;
        });
    }

    @Override
    public Future<Map<RoleVersion, Instant>> expiries(List<RoleVersion> keys) {
        if (keys.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return postgres.run(EXPIRIES, Columns.keys(keys)).map(rows -> {
            var expiries = HashMap.<RoleVersion, Instant>newHashMap(rows.size());
            rows.forEach(row -> expiries.put(Columns.key(row), Columns.instant(row, 2)));
            return expiries;
        });
    }

    @Override
    public Future<Map<RoleVersion, Integer>> lengths(List<RoleVersion> keys) {
        if (keys.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return postgres.run(LENGTHS, Columns.keys(keys)).map(rows -> {
            var lengths = HashMap.<RoleVersion, Integer>newHashMap(rows.size());
            rows.forEach(row -> lengths.put(Columns.key(row), row.getInteger(2)));
            return lengths;
        });
    }

    @Override
    public Future<Optional<Instant>> firstExpiry() {
        return postgres.run(FIRST_EXPIRY, Tuple.tuple())
                .map(rows -> rows.iterator().next())
                .map(row -> row.getValue(0) == null ? Optional.empty() : Optional.of(Columns.instant(row, 0)));
    }
}
