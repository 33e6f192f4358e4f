package dev.countersign.store;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Change;
import dev.countersign.repository.Examples;
import dev.countersign.repository.Head;
import dev.countersign.repository.Publications.Step;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.Settings;
import dev.countersign.repository.StoredFile;
import dev.countersign.repository.Submission;
import dev.countersign.repository.TaskId;
import dev.countersign.store.postgres.AuditRows;
import dev.countersign.store.postgres.PgPublications;
import dev.countersign.store.postgres.Postgres;
import dev.countersign.store.postgres.PublicationConnections;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Values for tests, each made from a number or a name. */
public final class StoreSamples {
    public static final Instant NOW = Instant.parse("2030-01-02T03:04:05.123456Z");
    public static final Instant EXPIRES = Instant.parse("2031-01-02T03:04:05Z");

    public static final AuditRows AUDIT_ROWS = new AuditRows(new Random(7));

    private StoreSamples() {}

    public static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 20 s", e);
        }
    }

    public static TaskId task(long number) {
        return new TaskId("%032x".formatted(number));
    }

    public static Submission submission(long number) {
        return submission(number, 0);
    }

    /** One with so many more bytes of custom data. */
    public static Submission submission(long number, int custom) {
        var more = custom == 0 ? "" : "\"custom\":\"" + "x".repeat(custom) + "\",";
        var file = Bytes.utf8(
                "{" + more + "\"hashes\":{\"sha256\":\"" + "ab".repeat(32) + "\"},\"length\":" + number + "}");
        var entry = new TargetEntry(new TargetPath("pkg/file-" + number + ".tar.gz"), file);
        return new Submission(task(number), new Change.AddTargets(List.of(entry)), false, NOW, Examples.ORIGIN);
    }

    public static Submission held(long number) {
        return new Submission(task(number), submission(number).change(), true, NOW, Examples.ORIGIN);
    }

    public static Submission publish(long number) {
        return new Submission(task(number), new Change.Publish(), false, NOW, Examples.ORIGIN);
    }

    public static StoredFile file(String role, int version) {
        return file(role, version, 300);
    }

    public static StoredFile file(String role, int version, int size) {
        var bytes = new byte[size];
        Arrays.fill(bytes, (byte) version);
        return new StoredFile(new RoleName(role), version, EXPIRES, Bytes.wrap(bytes));
    }

    public static RoleVersion key(String role, int version) {
        return new RoleVersion(new RoleName(role), version);
    }

    /** The step to a publication that changed nothing but its number, at so many seconds after {@link #NOW}. */
    public static Step step(long publication, RoleVersion... retired) {
        return step(publication, 0, List.of(retired));
    }

    public static Step step(long publication, long journal, List<RoleVersion> retired) {
        var at = NOW.plusSeconds(publication);
        var version = Math.toIntExact(publication);
        return new Step(new Head(publication, journal, at, 1, version, version, 1), null, retired, Map.of(), 4);
    }

    public static PgPublications publications(Postgres postgres) {
        return new PgPublications(new PublicationConnections(postgres), RepositoryId.DEFAULT);
    }

    /** Publishes files in one step. */
    public static void publish(PgPublications publications, Step step, StoredFile... files) {
        var transaction = await(publications.begin(step.head().publication() - 1));
        await(transaction.write(List.of(files)));
        await(transaction.commit(step));
    }

    /** A repository whose ceremony has been accepted, with a root nobody needs to believe. */
    public static Repository.Signing signing() {
        var role = "{\"keyids\":[\"k1\"],\"threshold\":1}";
        var roles = Stream.of("root", "snapshot", "targets", "timestamp")
                .map(name -> "\"" + name + "\":" + role)
                .collect(Collectors.joining(",", "{", "}"));
        var root = "{\"signatures\":[{\"keyid\":\"k1\",\"sig\":\"ab\"}],\"signed\":{\"_type\":\"root\","
                + "\"consistent_snapshot\":true,\"expires\":\"2031-01-02T03:04:05Z\",\"keys\":{\"k1\":{\"keytype\":"
                + "\"ed25519\",\"keyval\":{\"public\":\"" + "ab".repeat(32) + "\"},\"scheme\":\"ed25519\"}},"
                + "\"roles\":" + roles + ",\"spec_version\":\"1.0.34\",\"version\":1}}";
        var days = new TreeMap<>(Map.of("root", 365, "targets", 365, "snapshot", 7, "timestamp", 1, "bins", 1));
        var settings = new Settings(days, new Settings.BinSettings(16, BinStyle.SUCCINCT), null);
        return new Repository.Signing(task(1), settings, Metadata.parseRoot(Bytes.utf8(root)));
    }
}
