package dev.countersign.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.client.TestRepository;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.RoleName;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roles that other delegated roles delegate to, in a diamond: both teams delegate to one role. */
class MirrorReadingTest {
    private static final RoleName INNER = new RoleName("inner");
    private static final RoleName TEAM_A = new RoleName("team-a");
    private static final RoleName TEAM_B = new RoleName("team-b");

    private final TestRepository repository = new TestRepository();
    private final MemoryStore store = new MemoryStore();

    @BeforeEach
    void publish() {
        repository.delegate(RoleName.TARGETS, repository.onlineKey, TEAM_A.value(), TEAM_B.value());
        repository.delegate(TEAM_A, repository.onlineKey, INNER.value());
        repository.delegate(TEAM_B, repository.onlineKey, INNER.value());
        repository.role(INNER, "team-a/x");
        var meta = new TreeMap<String, MetaFile>();
        for (var role : List.of(RoleName.TARGETS, TEAM_A, TEAM_B, INNER, new RoleName("nobody-delegates-to"))) {
            meta.put(role.metaName(), MetaFile.ofVersion(1));
        }
        repository.publishSnapshot(meta);
        store.files.putAll(repository.files);
    }

    private int readAll() {
        return MirrorReading.readAll(store, InstantSource.system(), repository.firstRoot());
    }

    private int read(RoleName... roles) {
        return MirrorReading.read(store, InstantSource.system(), repository.firstRoot(), List.of(roles));
    }

    private void assertFound(String what) {
        assertThatThrownBy(this::readAll)
                .isInstanceOf(MirrorFailure.Unverifiable.class)
                .hasMessageContaining(what);
        assertThatThrownBy(() -> read(INNER))
                .isInstanceOf(MirrorFailure.Unverifiable.class)
                .hasMessageContaining(what);
    }

    @Test
    void everythingThatClientsCanFindIsRead() {
        // Timestamp, snapshot, targets, two teams, and the inner role as each of them vouches for it.
        assertThat(readAll()).isEqualTo(7);
    }

    @Test
    void aRoleIsFoundBelowOthers() {
        assertThat(read(INNER)).isEqualTo(5);
        assertThat(read(INNER, TEAM_A)).isEqualTo(5);
        assertThat(read(TEAM_B)).isEqualTo(4);
        assertThat(read()).isEqualTo(3);
        assertThat(read(new RoleName("nobody-delegates-to")))
                .as("the search comes to an end")
                .isEqualTo(6);
        assertThat(read(new RoleName("unlisted"))).isEqualTo(3);
    }

    @Test
    void anInnerRoleThatIsNotThereIsFound() {
        store.files.remove("1.inner.json");
        assertFound("clients do not find 1.inner.json");
    }

    @Test
    void anInnerRoleThatIsAnotherIsFound() {
        store.files.put("1.inner.json", Bytes.utf8("{}"));
        assertFound("clients refuse 1.inner.json");
    }

    @Test
    void anInnerRoleOfAnotherKeyIsFound() {
        repository.delegate(TEAM_A, TestRepository.key(), INNER.value());
        store.files.putAll(repository.files);
        assertFound("clients refuse 1.inner.json");
    }
}
