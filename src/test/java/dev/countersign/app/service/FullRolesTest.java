package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Head;
import dev.countersign.repository.Latest;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.Settings;
import dev.countersign.repository.StoredFile;
import dev.countersign.repository.TaskId;
import dev.countersign.repository.Waiting;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.document.SnapshotDocument;
import dev.countersign.tuf.key.Role;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Bins that grow are announced at each level, once. */
class FullRolesTest implements MetadataFiles {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PublicationMetrics metrics = new RepositoryMetrics(registry, Clock.fixed(NOW, ZoneOffset.UTC), 2)
            .of(new Repositories.ServedRepository(RepositoryId.DEFAULT, RepositoryName.DEFAULT, NOW));
    private final Conditions conditions = new Conditions();
    private final List<String> log = new ArrayList<>();
    private final Repository.Established repository = repository();
    private final Map<RoleVersion, Integer> lengths = new HashMap<>();
    private final List<RoleVersion> asked = new ArrayList<>();
    private long nanos;
    private int version;
    private final FullRoles fullRoles = new FullRoles(new RoleSizes(this), conditions, metrics, log::add, () -> nanos);

    @Test
    void everyLevelIsLoggedOnceAndShownAsLongAsItLasts() {
        publish(2_000_000, 2_900_000);
        assertThat(log).isEmpty();
        assertThat(conditions.readiness().attention()).isEmpty();

        publish(2_000_000, 3_000_000);
        publish(2_500_000, 3_100_000);
        assertThat(log).hasSize(1);
        assertThat(log.getFirst())
                .startsWith("bins-1 has 3,000,000 of the 5,000,000 bytes that TUF clients download (60 %)")
                .contains("more bins");

        publish(4_100_000, 3_100_000);
        assertThat(log).hasSize(2).last().asString().startsWith("bins-0 has 4,100,000");
        assertThat(conditions.readiness().attention()).containsOnlyKeys("size of bins");
        assertThat(conditions.readiness().attention().get("size of bins")).contains("bins-0", "(82 %)");
        assertThat(registry.scrape())
                .contains("countersign_role_fill_ratio{repository=\"default\",role=\"bins\"} 0.82")
                .contains("countersign_role_fill_ratio{repository=\"default\",role=\"root\"}");

        publish(4_900_000, 3_100_000);
        assertThat(log).hasSize(3);
        publish(1_000, 3_100);
        assertThat(conditions.readiness().attention()).isEmpty();
        publish(1_000, 4_999_000);
        assertThat(log).as("it is news again").hasSize(4);
    }

    @Test
    void itLooksAtMostTwiceAMinuteAndAtNothingTwice() {
        publish(10, 10);
        asked.clear();
        prepare(10, 10);
        nanos += Duration.ofSeconds(29).toNanos();
        look();
        assertThat(asked).as("too soon").isEmpty();
        nanos += Duration.ofSeconds(2).toNanos();
        look();
        assertThat(asked).as("what is new").hasSize(2);
        asked.clear();
        nanos += Duration.ofSeconds(31).toNanos();
        look();
        assertThat(asked).as("what is known").isEmpty();
    }

    private void publish(int... bins) {
        prepare(bins);
        nanos += Duration.ofMinutes(1).toNanos();
        look();
    }

    private void prepare(int... bins) {
        version++;
        for (var i = 0; i < bins.length; i++) {
            lengths.put(new RoleVersion(new RoleName("bins-" + i), version), bins[i]);
        }
        lengths.put(new RoleVersion(RoleName.ROOT, 1), 1_000);
    }

    private void look() {
        var head = new Head(version, version, NOW, 1, version, version, 1);
        assertThat(fullRoles
                        .look(new Latest.View(head, repository, Bytes.EMPTY))
                        .succeeded())
                .isTrue();
    }

    @Override
    public Future<Optional<StoredFile>> find(RoleVersion key) {
        var document = SnapshotDocument.of(Map.of(new RoleName("bins-0"), version, new RoleName("bins-1"), version));
        var file = MetadataFile.assemble(List.of(), document.signedBytes(version, NOW));
        return Future.succeededFuture(Optional.of(new StoredFile(key.role(), key.version(), NOW, file)));
    }

    @Override
    public Future<Map<RoleVersion, Integer>> lengths(List<RoleVersion> keys) {
        keys.stream().filter(lengths::containsKey).forEach(asked::add);
        var found = new HashMap<>(lengths);
        found.keySet().retainAll(keys);
        return Future.succeededFuture(found);
    }

    @Override
    public Future<Map<RoleVersion, StoredFile>> findAll(List<RoleVersion> keys) {
        throw new UnsupportedOperationException("a length is known without the file");
    }

    @Override
    public Future<Map<RoleVersion, Instant>> expiries(List<RoleVersion> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Optional<Instant>> firstExpiry() {
        throw new UnsupportedOperationException();
    }

    private static Repository.Established repository() {
        var key = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom()).toKey();
        var role = new Role(List.of(key.id()), 1);
        var root = Root.draft(1, NOW, new java.util.LinkedHashMap<>(Map.of(key.id(), key)), role, role, role, role);
        var settings = new Settings(
                new TreeMap<>(Map.of("root", 365, "targets", 365, "snapshot", 7, "timestamp", 1, "bins", 30)),
                new Settings.BinSettings(2, BinStyle.SUCCINCT),
                null);
        return new Repository.Established(
                new TaskId("0".repeat(32)),
                settings,
                Metadata.of(root, List.of()),
                Repository.NO_ROLES,
                Waiting.NOTHING,
                Repository.NO_ROLES);
    }
}
