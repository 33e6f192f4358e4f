package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MadeFilesTest {
    private static final RoleName BIN = new RoleName("bins-0");
    private static final RoleName NEW = new RoleName("new");

    private final MadeFiles made = new MadeFiles(List.of(file(BIN, 5), file(NEW, 1)))
            .plus(new MadeFiles(List.of(file(RoleName.TARGETS, 2))))
            .plus(new MadeFiles(
                    List.of(file(RoleName.SNAPSHOT, 8), file(RoleName.TIMESTAMP, 9), file(RoleName.ROOT, 3))));

    @Test
    void aSnapshotListsTargetsAndTheRolesBelow() {
        assertThat(made.snapshotVersions())
                .containsOnlyKeys(BIN, NEW, RoleName.TARGETS)
                .containsEntry(BIN, 5);
        assertThat(made.delegatedRoles()).containsExactly(BIN, NEW);
    }

    @Test
    void everyFileButRootsReplacesTheOneBefore() {
        assertThat(made.replaced())
                .containsExactly(
                        new RoleVersion(BIN, 4),
                        new RoleVersion(RoleName.TARGETS, 1),
                        new RoleVersion(RoleName.SNAPSHOT, 7),
                        new RoleVersion(RoleName.TIMESTAMP, 8));
    }

    @Test
    void aVersionThatWasNotMadeStands() {
        assertThat(made.version(RoleName.SNAPSHOT, 7)).isEqualTo(8);
        assertThat(MadeFiles.NONE.version(RoleName.SNAPSHOT, 7)).isEqualTo(7);
    }

    @Test
    void countsFilesAndBytes() {
        assertThat(made.count()).isEqualTo(6);
        assertThat(made.bytes()).isEqualTo(60);
        assertThat(made.expiries()).hasSize(6).containsEntry(NEW, Instant.EPOCH.plusSeconds(1));
    }

    private static MadeFile file(RoleName role, int version) {
        return new MadeFile(role, version, Instant.EPOCH.plusSeconds(version), 10, Bytes.EMPTY.sha256());
    }
}
