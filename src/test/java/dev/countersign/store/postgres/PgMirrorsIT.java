package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.NOW;
import static dev.countersign.store.StoreSamples.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditEntry;
import dev.countersign.repository.Examples;
import dev.countersign.repository.MirrorName;
import dev.countersign.repository.MirrorPlace;
import dev.countersign.repository.MirrorState.MirrorCursor;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.MirrorsContract;
import dev.countersign.repository.RoleVersion;
import dev.countersign.store.StoreSamples;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.tuf.RoleName;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PgMirrorsIT extends WithDatabase implements MirrorsContract {
    private final PgMirrors mirrors = new PgMirrors(postgres, StoreSamples.AUDIT_ROWS);

    @Override
    public Mirrors mirrors() {
        return mirrors;
    }

    @Override
    public List<AuditEntry> audited() {
        return StoredAudit.of(postgres);
    }

    @Override
    public void shows(MirrorCursor newest) {
        await(postgres.run(
                "insert into publication (repository, number, journal, committed_at, bit_length) values (1, $1, 0, $2,"
                        + " 0)",
                Tuple.of(newest.publication(), Columns.toColumn(NOW))));
        await(postgres.run(
                "update head set publication = $1, root = $2, \"timestamp\" = $3, snapshot = $4 where repository = 1",
                Tuple.of(newest.publication(), newest.root(), newest.timestamp(), newest.snapshot())));
    }

    @Test
    void mirrorsOfARemovedRepositoryAreGone() {
        var repositories = new PgRepositories(postgres, StoreSamples.AUDIT_ROWS);
        var repository = await(repositories.create(new RepositoryName("pypi"), false, NOW, Examples.ORIGIN));
        var place = new MirrorPlace.Folder("/srv/pypi", false);
        var mirror = await(mirrors.add(repository, new MirrorName("disk"), place, NOW, Examples.ORIGIN));
        var claim = await(mirrors.claim(mirror)).claim();
        await(mirrors.shows(claim, FIRST, List.of(new RoleVersion(RoleName.TARGETS, 1)), NOW));

        await(repositories.remove(repository, NOW, Examples.ORIGIN));

        assertThat(await(mirrors.of(repository.id()))).isEmpty();
        var later = NOW.plus(Duration.ofDays(1));
        while (await(repositories.purge(later))) {
            // until all is gone
        }
        for (var table : List.of("mirror", "mirror_leftover")) {
            assertThat(await(postgres.run("select count(*) from " + table, Tuple.tuple()))
                            .iterator()
                            .next()
                            .getLong(0))
                    .isZero();
        }
        // The place is free again.
        assertThat(await(mirrors.add(DEFAULT, new MirrorName("disk"), place, NOW, Examples.ORIGIN))
                        .place())
                .isEqualTo(place);
    }
}
