package dev.countersign.repository;

import dev.countersign.audit.AuditOrigin;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import dev.countersign.tuf.key.Signature;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Values from which the contracts of ports start, each made from a number or a name. */
public final class Examples {
    static final Instant NOW = Instant.parse("2030-01-02T03:04:05.123456Z");

    /** Where what is handed in comes from. */
    public static final AuditOrigin ORIGIN = new AuditOrigin(
            "token:abc:ci",
            "192.0.2.7",
            "POST /api/v1/artifacts",
            Bytes.utf8("{}").sha256());

    private Examples() {}

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within 20 s", e);
        }
    }

    static TaskId task(long number) {
        return new TaskId("%032x".formatted(number));
    }

    /** All of one length for numbers of as many digits. */
    static Submission submission(long number) {
        var file = Bytes.utf8("{\"hashes\":{\"sha256\":\"" + "ab".repeat(32) + "\"},\"length\":" + number + "}");
        var entry = new TargetEntry(new TargetPath("pkg/file-" + number + ".tar.gz"), file);
        return new Submission(task(number), new Change.AddTargets(List.of(entry)), false, NOW, ORIGIN);
    }

    /** What the journal has of what is handed in, wherever it has it. */
    public static JournalEntry bare(Submission submission) {
        return submission.at(0, 0);
    }

    public static JournalEntry bare(JournalEntry entry) {
        return new JournalEntry(0, entry.task(), entry.change(), entry.held(), entry.submittedAt(), 0);
    }

    static Submission held(long number) {
        return new Submission(task(number), submission(number).change(), true, NOW, ORIGIN);
    }

    static Submission publish(long number) {
        return new Submission(task(number), new Change.Publish(), false, NOW, ORIGIN);
    }

    static Submission bootstrap(long number) {
        return new Submission(task(number), new Change.Bootstrap(settings(), root()), false, NOW, ORIGIN);
    }

    static Settings settings() {
        var days = new TreeMap<>(Map.of("root", 365, "targets", 365, "snapshot", 7, "timestamp", 1, "bins", 1));
        return new Settings(days, new Settings.BinSettings(16, BinStyle.SUCCINCT), null);
    }

    /** A root that nobody needs to believe. */
    static Metadata<Root> root() {
        var key = new KeyId("k1");
        var json = Json.parseObject(
                Bytes.utf8("{\"keytype\":\"ed25519\",\"keyval\":{\"public\":\"" + "ab".repeat(32)
                        + "\"},\"scheme\":\"ed25519\"}"),
                JsonLimits.METADATA);
        var keys = new LinkedHashMap<>(Map.of(key, new Key(key, json)));
        var role = new Role(List.of(key), 1);
        var root = Root.draft(1, Instant.parse("2031-01-02T03:04:05Z"), keys, role, role, role, role);
        return Metadata.of(root, List.of(new Signature(key, "ab")));
    }

    static StoredFile file(String role, int version, Instant expires) {
        var bytes = new byte[300 + version];
        Arrays.fill(bytes, (byte) version);
        return new StoredFile(new RoleName(role), version, expires, Bytes.wrap(bytes));
    }

    static StoredFile file(String role, int version) {
        return file(role, version, Instant.parse("2031-01-02T03:04:05Z"));
    }

    static RoleVersion key(String role, int version) {
        return new RoleVersion(new RoleName(role), version);
    }

    /** The step to a publication that changed nothing but its number. */
    static Publications.Step step(long publication) {
        int version = Math.toIntExact(publication);
        var head = new Head(publication, 0, NOW.plusSeconds(publication), 1, version, version, 1);
        return new Publications.Step(head, null, List.of(), Map.of(), 4);
    }
}
