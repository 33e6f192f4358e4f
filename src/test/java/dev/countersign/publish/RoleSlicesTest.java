package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Head;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.Settings;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.document.SnapshotDocument;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RoleSlicesTest {
    private static final int FILE = 100;
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    /** What happened, in order: how many files were loaded, how many roles signed, and pauses. */
    private final List<String> log = new ArrayList<>();

    private Duration signing = Duration.ZERO;
    private Instant now = NOW;
    private boolean woken;

    @Test
    void loadsTheNextSliceBeforeItSignsOne() {
        each(renewals(100), new Pace(50 * FILE, Duration.ZERO));

        assertThat(log).containsExactly("load 32", "load 32", "sign 32", "load 36", "sign 32", "sign 36");
    }

    @Test
    void loadsOneSliceAtATimeAndPausesBetweenThem() {
        signing = Duration.ofMillis(1);
        each(renewals(14), new Pace(5 * FILE, Duration.ofMinutes(1)));

        assertThat(log).containsExactly("load 4", "sign 4", "pause", "load 5", "sign 5", "pause", "load 5", "sign 5");
    }

    @Test
    void pausesNoMoreOnceItIsWoken() {
        signing = Duration.ofMillis(1);
        woken = true;
        each(renewals(200), new Pace(5 * FILE, Duration.ofMinutes(1)));

        assertThat(log.subList(0, 3)).containsExactly("load 4", "sign 4", "pause");
        assertThat(log.subList(3, log.size())).doesNotContain("pause");
    }

    @Test
    void loadsNothingForRolesThatBegin() {
        var roles = List.of(Map.entry(new RoleName("r0"), (RoleChange) new RoleChange.Begin()));
        each(roles, Pace.SWIFT);

        assertThat(log).containsExactly("sign 1");
    }

    @Test
    void slicesHaveAsManyRolesAsTheirBytesAllow() {
        assertThat(RoleSlices.nextSize(1 << 20, 32 << 10, 32)).isEqualTo(1_024);
        assertThat(RoleSlices.nextSize(1 << 20, 50_000 * 32, 32)).isEqualTo(20);
        assertThat(RoleSlices.nextSize(1 << 20, 50 << 20, 32)).isEqualTo(4);
        assertThat(RoleSlices.nextSize(1 << 20, 0, 32)).isEqualTo(1_024);
    }

    private void each(List<Map.Entry<RoleName, RoleChange>> roles, Pace pace) {
        var current = new CurrentPace(pace, Pace.SWIFT, () -> now, _ -> {
            log.add("pause");
            return woken;
        });
        var slices =
                new RoleSlices(new Files(), versions(roles.size()), current, new AnswerLimit(Duration.ofSeconds(5)));
        var signed = slices.each(roles, slice -> {
            log.add("sign " + slice.roles().size());
            now = now.plus(signing);
            var made = slice.roles().stream()
                    .map(role -> new MadeFile(role.getKey(), 2, NOW, FILE, Bytes.EMPTY.sha256()))
                    .toList();
            return new SignedRoles(new MadeFiles(made), Map.of(), Set.of(), Map.of());
        });
        assertThat(SignedRoles.together(signed).files().delegatedRoles())
                .containsExactlyElementsOf(roles.stream().map(Map.Entry::getKey).toList());
    }

    private static List<Map.Entry<RoleName, RoleChange>> renewals(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Map.<RoleName, RoleChange>entry(new RoleName("r" + i), new RoleChange.SignAgain()))
                .toList();
    }

    private static NextVersions versions(int count) {
        var versions = new HashMap<RoleName, Integer>();
        IntStream.range(0, count).forEach(i -> versions.put(new RoleName("r" + i), 1));
        var snapshot = new PublishedSnapshot(SnapshotDocument.of(versions), MetaFile.describe(1, Bytes.utf8("x")));
        var state = new State(Head.NONE, new Repository.Empty(), snapshot, Bytes.EMPTY, null);
        return new NextVersions(state, new Settings(Bench.days(365, 365, 7, 1, 30), null, null), NOW);
    }

    private final class Files implements MetadataFiles {
        @Override
        public Future<Map<RoleVersion, StoredFile>> findAll(List<RoleVersion> keys) {
            log.add("load " + keys.size());
            return Future.succeededFuture(Map.of());
        }

        @Override
        public Future<Optional<StoredFile>> find(RoleVersion key) {
            throw new AssertionError(key);
        }

        @Override
        public Future<Map<RoleVersion, Instant>> expiries(List<RoleVersion> keys) {
            throw new AssertionError(keys);
        }

        @Override
        public Future<Map<RoleVersion, Integer>> lengths(List<RoleVersion> keys) {
            throw new AssertionError(keys);
        }

        @Override
        public Future<Optional<Instant>> firstExpiry() {
            throw new AssertionError();
        }
    }
}
