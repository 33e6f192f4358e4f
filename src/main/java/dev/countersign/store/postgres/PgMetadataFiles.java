package dev.countersign.store.postgres;

import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RepositoryId;
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

/** Committed metadata files of one repository, read from their table by primary key. */
public final class PgMetadataFiles implements MetadataFiles {
    private static final String FROM = " from unnest($1::text[], $2::int[]) as k (role, version)"
            + " join metadata m on m.repository = $3 and m.role = k.role and m.version = k.version";
    private static final String FIND = "select m.role, m.version, m.expires, m.bytes" + FROM;
    // PostgreSQL plans a list anew for each call, because it does not know its length: for one file that takes as long
    // as to read it.
    private static final String FIND_ONE =
            "select role, version, expires, bytes from metadata where repository = $1 and role = $2 and version = $3";
    // Answered from the index alone.
    private static final String EXPIRIES = "select m.role, m.version, m.expires" + FROM;
    // The length stands beside the reference to the bytes, which are not touched.
    private static final String LENGTHS = "select m.role, m.version, octet_length(m.bytes)" + FROM;
    // From the index alone too: read backwards, the first version of each role is its newest.
    private static final String FIRST_EXPIRY = """
        select min(expires) from (
            select distinct on (repository, role) expires from metadata
            where repository = $1 and role <> 'root' order by repository desc, role desc, version desc
        ) as newest\
        """;

    private final Postgres postgres;

    private final int repository;

    public PgMetadataFiles(Postgres postgres, RepositoryId repository) {
        this.postgres = postgres;
        this.repository = repository.value();
    }

    @Override
    public Future<Optional<StoredFile>> find(RoleVersion key) {
        return postgres.ask(FIND_ONE, parameters(key))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Columns::file)
                        .findFirst());
    }

    @Override
    public Future<Map<RoleVersion, StoredFile>> findAll(List<RoleVersion> keys) {
        if (keys.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        var found = keys.size() == 1
                ? postgres.run(FIND_ONE, parameters(keys.getFirst()))
                : postgres.run(FIND, parameters(keys));
        return found.map(rows -> {
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
        return postgres.run(EXPIRIES, parameters(keys)).map(rows -> {
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
        return postgres.run(LENGTHS, parameters(keys)).map(rows -> {
            var lengths = HashMap.<RoleVersion, Integer>newHashMap(rows.size());
            rows.forEach(row -> lengths.put(Columns.key(row), row.getInteger(2)));
            return lengths;
        });
    }

    private Tuple parameters(RoleVersion key) {
        return Tuple.of(repository, key.role().value(), key.version());
    }

    private Tuple parameters(List<RoleVersion> keys) {
        return Columns.keys(keys).addInteger(repository);
    }

    @Override
    public Future<Optional<Instant>> firstExpiry() {
        return postgres.run(FIRST_EXPIRY, Tuple.of(repository))
                .map(rows -> rows.iterator().next())
                .map(row -> row.getValue(0) == null ? Optional.empty() : Optional.of(Columns.instant(row, 0)));
    }
}
