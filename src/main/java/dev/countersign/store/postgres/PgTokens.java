package dev.countersign.store.postgres;

import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.GrantsCodec;
import dev.countersign.access.Token;
import dev.countersign.access.TokenId;
import dev.countersign.access.Tokens;
import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The tokens of one database. */
public final class PgTokens implements Tokens {
    /** Changes are numbered while this is held, so that whoever has seen one never finds an earlier one later. */
    private static final String LOCK = "pg_advisory_xact_lock(5, 'token'::regclass::oid::int)";

    private static final String COLUMNS = "id, name, digest, grants, created_at, expires_at, creator, last_use";

    private static final String CREATE = """
        with turn as materialized (select LOCK), ended as (
            update token set revoked_at = $5, changed = nextval('token_change')
            from turn where name = $2 and revoked_at is null and expires_at <= $5
            returning id
        ), EVENT
        insert into token (id, name, digest, grants, created_at, expires_at, creator)
        select $1, $2, $3, $4, $5, $6, $7 from (select count(*) from ended) as after, turn\
        """.replace("LOCK", LOCK).replace("EVENT", AuditRows.event("turn", 8));

    private static final String REVOKE = """
        with turn as materialized (select LOCK), revoked as (
            update token set revoked_at = $2, changed = nextval('token_change')
            from turn where id = $1 and revoked_at is null returning id
        ), EVENT
        select id from revoked\
        """.replace("LOCK", LOCK).replace("EVENT", AuditRows.event("revoked", 3));

    private static final String CHANGES_AFTER =
            "select " + COLUMNS + ", changed, revoked_at is null from token where changed > $1 order by changed";
    private static final String LIST =
            "select " + COLUMNS + " from token where revoked_at is null and name > $1 order by name limit $2";
    private static final String FIND = "select " + COLUMNS + " from token where revoked_at is null and name = $1";
    private static final String USED = """
        update token set last_use = greatest(last_use, used.at)
        from unnest($1::text[], $2::timestamptz[]) as used(id, at) where token.id = used.id\
        """;
    private static final String ANY = "select from token where revoked_at is null order by name limit 1";

    private static final String UNIQUE_VIOLATION = "23505";
    private static final JsonLimits LIMITS = new JsonLimits(8, 4 << 20);

    private final Postgres postgres;
    private final AuditRows audit;

    public PgTokens(Postgres postgres, AuditRows audit) {
        this.postgres = postgres;
        this.audit = audit;
    }

    @Override
    public Future<Void> create(Token token, AuditOrigin origin) {
        var parameters = Tuple.of(
                token.id().value(),
                token.name(),
                Columns.toColumn(token.digest()),
                GrantsCodec.encode(token.grants()).toText(),
                Columns.toColumn(token.created()),
                token.expires().map(Columns::toColumn).orElse(null),
                token.creator());
        audit.addEvent(parameters, created(token).entry(token.created(), origin));
        return postgres.ask(CREATE, parameters)
                .<Void>mapEmpty()
                .recover(error -> Future.failedFuture(
                        error instanceof PgException e && UNIQUE_VIOLATION.equals(e.getSqlState())
                                ? new TokenNameTaken(token.name())
                                : error));
    }

    @Override
    public Future<List<TokenChange>> changesAfter(long number) {
        return postgres.ask(CHANGES_AFTER, Tuple.of(number))
                .map(rows -> rows(rows)
                        .map(row -> new TokenChange(row.getLong(8), token(row), row.getBoolean(9)))
                        .toList());
    }

    @Override
    public Future<List<Token>> list(Optional<String> after, int limit) {
        return postgres.ask(LIST, Tuple.of(after.orElse(""), (long) limit))
                .map(rows -> rows(rows).map(PgTokens::token).toList());
    }

    @Override
    public Future<Optional<Token>> find(String name) {
        return postgres.ask(FIND, Tuple.of(name))
                .map(rows -> rows(rows).map(PgTokens::token).findFirst());
    }

    @Override
    public Future<Boolean> revoke(Token token, Instant now, AuditOrigin origin) {
        var parameters = Tuple.of(token.id().value(), Columns.toColumn(now));
        audit.addEvent(parameters, new AuditEvent.TokenRevoked(token.id().value(), token.name()).entry(now, origin));
        return postgres.ask(REVOKE, parameters).map(rows -> rows.size() == 1);
    }

    private static AuditEvent created(Token token) {
        var grants = token.grants().all().stream().map(Grant::toString).toList();
        return new AuditEvent.TokenCreated(token.id().value(), token.name(), grants, token.expires());
    }

    @Override
    public Future<Void> used(Map<TokenId, Instant> when) {
        var entries = List.copyOf(when.entrySet());
        var ids = entries.stream().map(entry -> entry.getKey().value()).toArray(String[]::new);
        var times = entries.stream()
                .map(entry -> Columns.toColumn(entry.getValue()))
                .toArray(OffsetDateTime[]::new);
        return postgres.run(USED, Tuple.of(ids, (Object) times)).mapEmpty();
    }

    @Override
    public Future<Boolean> any() {
        return postgres.ask(ANY, Tuple.tuple()).map(rows -> rows.size() > 0);
    }

    private static Stream<Row> rows(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static Token token(Row row) {
        return new Token(
                new TokenId(row.getString(0)),
                row.getString(1),
                Columns.bytes(row, 2),
                grants(row.getString(3)),
                Columns.instant(row, 4),
                instant(row, 5),
                row.getString(6),
                instant(row, 7));
    }

    private static Optional<Instant> instant(Row row, int column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    private static Grants grants(String stored) {
        return Json.parse(Bytes.utf8(stored), LIMITS) instanceof Json.Arr grants
                ? GrantsCodec.decode(grants)
                : Grants.NONE;
    }
}
