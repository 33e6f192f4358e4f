package dev.countersign.store.postgres;

import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditOrigin;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.repository.Mirror;
import dev.countersign.repository.MirrorName;
import dev.countersign.repository.MirrorPlace;
import dev.countersign.repository.MirrorPlaceCodec;
import dev.countersign.repository.MirrorState;
import dev.countersign.repository.MirrorState.MirrorCheck;
import dev.countersign.repository.MirrorState.MirrorCursor;
import dev.countersign.repository.MirrorState.MirrorProblem;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.Repositories.ServedRepository;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The mirrors of one database. */
public final class PgMirrors implements Mirrors {
    private static final String SWEEPABLE =
            "l.mirror = m.id and l.replaced_at < $1 and l.publication <= m.publication - $2 + 1";

    private static final String STATE = """
        select m.id, m.repository, m.name, m.place, m.created_at,
               m.publication, m.root, m."timestamp", m.snapshot,
               h.publication, h.root, h."timestamp", h.snapshot,
               (select committed_at from publication p
                where p.repository = m.repository and p.number > m.publication order by p.number limit 1),
               m.problem, m.alarm, m.problem_since,
               m.check_asked, m.checked, m.checked_at, m.checked_files, m.check_problem,
               exists (select from mirror_leftover l where SWEEPABLE)
        from mirror m join head h using (repository)\
        """.replace("SWEEPABLE", SWEEPABLE);
    private static final String ALL = STATE + " order by m.id";
    private static final String OF_ONE = STATE + " where m.repository = $3 order by m.name";

    private static final String ADD = """
        with added as (
            insert into mirror (repository, name, place, created_at)
            select $1, $2, $3, $4 where exists (select from head where repository = $1)
            returning id
        ), EVENT
        select id from added\
        """.replace("EVENT", AuditRows.event("added", 5));

    private static final String CHANGE = """
        with changed as (
            update mirror set place = $2, claim = claim + 1,
                publication = case when $3 then publication else 0 end,
                root = case when $3 then root else 0 end,
                "timestamp" = case when $3 then "timestamp" else 0 end,
                snapshot = case when $3 then snapshot else 0 end,
                ready = case when $3 then ready end,
                ready_root = case when $3 then ready_root end,
                ready_timestamp = case when $3 then ready_timestamp end,
                ready_snapshot = case when $3 then ready_snapshot end,
                sent_roles = case when $3 then sent_roles else '{}' end,
                sent_versions = case when $3 then sent_versions else '{}' end,
                problem = case when $3 then problem end,
                problem_since = case when $3 then problem_since end,
                alarm = alarm and $3,
                checked_at = case when $3 then checked_at end,
                checked_files = case when $3 then checked_files else 0 end,
                check_problem = case when $3 then check_problem end
            where id = $1 and place = $4 returning id
        ), leftovers as (
            delete from mirror_leftover l using changed c where l.mirror = c.id and not $3
        ), EVENT
        select id from changed\
        """.replace("EVENT", AuditRows.event("changed", 5));

    private static final String REMOVE = """
        with leftovers as (delete from mirror_leftover where mirror = $1), removed as (
            delete from mirror where id = $1 returning id
        ), EVENT
        select id from removed\
        """.replace("EVENT", AuditRows.event("removed", 2));

    private static final String ASK = """
        with asked as (
            update mirror set check_asked = check_asked + 1 where id = $1 returning check_asked
        ), EVENT
        select check_asked from asked\
        """.replace("EVENT", AuditRows.event("asked", 2));

    private static final String CLAIM = """
        update mirror set claim = claim + 1 where id = $1 and place = $2
        returning claim, publication, root, "timestamp", snapshot, alarm,
                  ready, ready_root, ready_timestamp, ready_snapshot, sent_roles, sent_versions\
        """;

    private static final String MINE = " where id = $1 and claim = $2";
    private static final String SENDING = "update mirror set sent_roles = $3, sent_versions = $4" + MINE;
    private static final String READY =
            "update mirror set ready = $3, ready_root = $4, ready_timestamp = $5, ready_snapshot = $6" + MINE;

    private static final String SHOWS = """
        with shown as (
            update mirror set publication = $3, root = $4, "timestamp" = $5, snapshot = $6,
                ready = null, ready_root = null, ready_timestamp = null, ready_snapshot = null,
                sent_roles = '{}', sent_versions = '{}'
            where id = $1 and claim = $2
            returning id, repository
        ), leftovers as (
            insert into mirror_leftover (mirror, repository, publication, replaced_at, roles, versions)
            select id, repository, $3, $7, $8, $9 from shown where cardinality($8::text[]) > 0
        )
        select id from shown\
        """;

    private static final String LEFTOVER = """
        select l.number, l.roles, l.versions from mirror_leftover l join mirror m on m.id = l.mirror
        where SWEEPABLE and m.id = $3 and m.claim = $4 order by l.number limit 1\
        """.replace("SWEEPABLE", SWEEPABLE);

    private static final String SWEPT = """
        delete from mirror_leftover l using mirror m
        where m.id = $1 and m.claim = $2 and l.mirror = m.id and l.number = $3\
        """;

    private static final String NOTE = """
        update mirror set problem = $3, alarm = $4,
            problem_since = case when $3 is null then null else coalesce(problem_since, $5) end\
        """ + MINE;

    private static final String CHECKED = """
        update mirror set checked = $3, checked_at = $4, checked_files = $5, check_problem = $6\
        """ + MINE;

    private static final SweepLimit NOTHING = new SweepLimit(Instant.EPOCH, 1);
    private static final String UNIQUE_VIOLATION = "23505";
    private static final JsonLimits LIMITS = new JsonLimits(8, 64 << 10);

    private final Postgres postgres;
    private final AuditRows audit;

    public PgMirrors(Postgres postgres, AuditRows audit) {
        this.postgres = postgres;
        this.audit = audit;
    }

    @Override
    public Future<List<MirrorState>> all(SweepLimit limit) {
        return postgres.run(ALL, parameters(limit)).map(PgMirrors::states);
    }

    @Override
    public Future<List<MirrorState>> of(RepositoryId repository) {
        return postgres.ask(OF_ONE, parameters(NOTHING).addInteger(repository.value()))
                .map(PgMirrors::states);
    }

    private static Tuple parameters(SweepLimit limit) {
        return Tuple.of(Columns.toColumn(limit.before()), (long) Math.max(limit.publications(), 1));
    }

    @Override
    public Future<Mirror> add(
            ServedRepository repository, MirrorName name, MirrorPlace place, Instant now, AuditOrigin origin) {
        var there = MirrorPlaceCodec.encode(place);
        var parameters = Tuple.of(repository.id().value(), name.value(), there.toText(), Columns.toColumn(now));
        audit.addEvent(
                parameters,
                new AuditEvent.MirrorAdded(repository.name().value(), name.value(), there).entry(now, origin));
        return unlessItExists(postgres.ask(ADD, parameters), name, place).map(rows -> {
            if (rows.size() == 0) {
                throw new RepositoryException.Gone();
            }
            return new Mirror(rows.iterator().next().getLong(0), repository.id(), name, place, now);
        });
    }

    @Override
    public Future<Boolean> change(
            ServedRepository repository, Mirror mirror, MirrorPlace place, Instant now, AuditOrigin origin) {
        var before = MirrorPlaceCodec.encode(mirror.place());
        var there = MirrorPlaceCodec.encode(place);
        var parameters = Tuple.of(mirror.id(), there.toText(), place.isWhere(mirror.place()), before.toText());
        var event = new AuditEvent.MirrorChanged(
                repository.name().value(), mirror.name().value(), before, there);
        audit.addEvent(parameters, event.entry(now, origin));
        return unlessItExists(postgres.ask(CHANGE, parameters), mirror.name(), place)
                .map(rows -> rows.size() == 1);
    }

    private static Future<RowSet<Row>> unlessItExists(Future<RowSet<Row>> asked, MirrorName name, MirrorPlace place) {
        return asked.recover(failure -> Future.failedFuture(
                failure instanceof PgException e && UNIQUE_VIOLATION.equals(e.getSqlState())
                        ? exists(e, name, place)
                        : failure));
    }

    private static MirrorExists exists(PgException failure, MirrorName name, MirrorPlace place) {
        return new MirrorExists(
                "mirror_place".equals(failure.getConstraint())
                        ? place.text() + " is a mirror already, of this or of another repository"
                        : "there is a mirror " + name + " already");
    }

    @Override
    public Future<Boolean> remove(ServedRepository repository, Mirror mirror, Instant now, AuditOrigin origin) {
        var parameters = Tuple.of(mirror.id());
        var event = new AuditEvent.MirrorRemoved(
                repository.name().value(), mirror.name().value(), MirrorPlaceCodec.encode(mirror.place()));
        audit.addEvent(parameters, event.entry(now, origin));
        return postgres.ask(REMOVE, parameters).map(rows -> rows.size() == 1);
    }

    @Override
    public Future<Optional<Long>> askToCheck(
            ServedRepository repository, Mirror mirror, Instant now, AuditOrigin origin) {
        var parameters = Tuple.of(mirror.id());
        var event = new AuditEvent.MirrorCheckAsked(
                repository.name().value(), mirror.name().value());
        audit.addEvent(parameters, event.entry(now, origin));
        return postgres.ask(ASK, parameters)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLong(0))
                        .findFirst());
    }

    @Override
    public Future<Claimed> claim(Mirror mirror) {
        var place = MirrorPlaceCodec.encode(mirror.place()).toText();
        return postgres.run(CLAIM, Tuple.of(mirror.id(), place)).map(rows -> {
            if (rows.size() == 0) {
                throw new ClaimLost(mirror.id());
            }
            return claimed(mirror.id(), rows.iterator().next());
        });
    }

    private static Claimed claimed(long mirror, Row row) {
        return new Claimed(
                new Claim(mirror, row.getLong(0)),
                cursor(row, 1),
                row.getLong(6) == null ? Optional.empty() : Optional.of(cursor(row, 6)),
                files(row, 10),
                row.getBoolean(5));
    }

    @Override
    public Future<Void> sending(Claim claim, List<RoleVersion> files) {
        return say(
                SENDING,
                claim,
                mine(claim).addArrayOfString(Columns.roles(files)).addArrayOfInteger(Columns.versions(files)));
    }

    @Override
    public Future<Void> ready(Claim claim, MirrorCursor publication) {
        return say(READY, claim, add(mine(claim), publication));
    }

    @Override
    public Future<Void> shows(Claim claim, MirrorCursor publication, List<RoleVersion> left, Instant now) {
        var parameters = add(mine(claim), publication)
                .addValue(Columns.toColumn(now))
                .addArrayOfString(Columns.roles(left))
                .addArrayOfInteger(Columns.versions(left));
        return say(SHOWS, claim, parameters);
    }

    @Override
    public Future<Optional<Leftover>> leftover(Claim claim, SweepLimit limit) {
        return postgres.run(LEFTOVER, parameters(limit).addLong(claim.mirror()).addLong(claim.number()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Leftover(row.getLong(0), files(row, 1)))
                        .findFirst());
    }

    @Override
    public Future<Void> swept(Claim claim, Leftover gone) {
        return say(SWEPT, claim, mine(claim).addLong(gone.number()));
    }

    @Override
    public Future<Void> note(Claim claim, Optional<MirrorProblem> problem) {
        var parameters = mine(claim)
                .addString(problem.map(MirrorProblem::sentence).orElse(null))
                .addBoolean(problem.map(MirrorProblem::alarm).orElse(false))
                .addValue(problem.map(each -> Columns.toColumn(each.since())).orElse(null));
        return say(NOTE, claim, parameters);
    }

    @Override
    public Future<Void> checked(Claim claim, MirrorCheck check) {
        var parameters = mine(claim)
                .addLong(check.number())
                .addValue(check.at().map(Columns::toColumn).orElse(null))
                .addInteger(check.files())
                .addString(check.problem().orElse(null));
        return say(CHECKED, claim, parameters);
    }

    private static Tuple mine(Claim claim) {
        return Tuple.of(claim.mirror(), claim.number());
    }

    private static Tuple add(Tuple parameters, MirrorCursor cursor) {
        return parameters
                .addLong(cursor.publication())
                .addInteger(cursor.root())
                .addInteger(cursor.timestamp())
                .addInteger(cursor.snapshot());
    }

    private Future<Void> say(String sql, Claim claim, Tuple parameters) {
        return postgres.run(sql, parameters).map(rows -> {
            if (rows.rowCount() == 0) {
                throw new ClaimLost(claim.mirror());
            }
            return null;
        });
    }

    private static List<MirrorState> states(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(PgMirrors::state)
                .toList();
    }

    private static MirrorState state(Row row) {
        var cursor = cursor(row, 5);
        var newest = cursor(row, 9);
        return new MirrorState(
                mirror(row),
                cursor,
                newest,
                cursor.isBehind(newest) ? instant(row, 13) : Optional.empty(),
                Optional.ofNullable(row.getString(14))
                        .map(sentence -> new MirrorProblem(sentence, row.getBoolean(15), Columns.instant(row, 16))),
                row.getLong(17),
                new MirrorCheck(
                        row.getLong(18), instant(row, 19), row.getInteger(20), Optional.ofNullable(row.getString(21))),
                row.getBoolean(22));
    }

    private static Mirror mirror(Row row) {
        return new Mirror(
                row.getLong(0),
                new RepositoryId(row.getInteger(1)),
                new MirrorName(row.getString(2)),
                MirrorPlaceCodec.decode(Json.parseObject(Bytes.utf8(row.getString(3)), LIMITS)),
                Columns.instant(row, 4));
    }

    /** Columns {@code publication, root, timestamp, snapshot}. */
    private static MirrorCursor cursor(Row row, int first) {
        return new MirrorCursor(
                row.getLong(first), row.getInteger(first + 1), row.getInteger(first + 2), row.getInteger(first + 3));
    }

    /** Columns {@code roles, versions}. */
    private static List<RoleVersion> files(Row row, int first) {
        var roles = row.getArrayOfStrings(first);
        var versions = row.getArrayOfIntegers(first + 1);
        return IntStream.range(0, roles.length)
                .mapToObj(at -> new RoleVersion(new RoleName(roles[at]), versions[at]))
                .toList();
    }

    private static Optional<Instant> instant(Row row, int column) {
        return row.getOffsetDateTime(column) == null ? Optional.empty() : Optional.of(Columns.instant(row, column));
    }
}
