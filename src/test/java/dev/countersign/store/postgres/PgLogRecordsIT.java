package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.await;
import static dev.countersign.store.StoreSamples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.repository.LogRecords.Cosigned;
import dev.countersign.repository.Publications;
import dev.countersign.repository.RepositoryException;
import dev.countersign.repository.RepositoryId;
import dev.countersign.store.StoreSamples;
import dev.countersign.transparency.LogSamples;
import dev.countersign.transparency.MerkleProof;
import dev.countersign.transparency.PublicLog;
import dev.countersign.transparency.PublicationEntry;
import dev.countersign.transparency.Tile;
import dev.countersign.transparency.TileHashes;
import dev.countersign.transparency.TreeHash;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class PgLogRecordsIT extends WithDatabase {
    private final PgPublications publications = StoreSamples.publications(postgres);
    private final PgLogRecords records = new PgLogRecords(postgres, RepositoryId.DEFAULT);

    @Test
    void haveWhatPublicationsHaveAppended() {
        var log = publish(260);

        var bundle = await(records.entries(new Tile(0, 0, 256)));
        assertThat(bundle).hasSize(256);
        assertThat(PublicationEntry.parse(bundle.get(77)).publication()).isEqualTo(78);
        assertThat(await(records.hashes(new Tile(0, 1, 4))).length()).isEqualTo(4 * TreeHash.LENGTH);
        assertThat(await(records.hashes(new Tile(0, 0, 256))).slice(0, TreeHash.LENGTH))
                .isEqualTo(TreeHash.leaf(bundle.getFirst()));
        assertThat(await(records.entries(new Tile(0, 1, 3)))).hasSize(3);
        assertThat(rootFromTiles(260)).isEqualTo(log.frontier().root());
        assertThat(rootFromTiles(257)).isNotEqualTo(log.frontier().root());
    }

    private Bytes rootFromTiles(long size) {
        var tiles = new HashMap<Tile, Bytes>();
        TileHashes.needed(size, nodes -> MerkleProof.root(size, nodes))
                .forEach(tile -> tiles.put(tile, await(records.hashes(tile))));
        assertThat(tiles).containsKey(new Tile(1, 0, 1));
        return MerkleProof.root(size, new TileHashes(size, tiles));
    }

    @Test
    void sayThatTheRepositoryIsDamagedWhenAnEntryIsGone() {
        publish(3);
        database.execute("delete from log_entry where index = 1");
        assertThatThrownBy(() -> await(records.entries(new Tile(0, 0, 3))))
                .isInstanceOf(RepositoryException.Damaged.class)
                .hasMessageContaining("tile 0/000.p/3");
    }

    @Test
    void keepTheLastThatEachWitnessHasSigned() {
        await(records.keep(cosigned("a", 4)));
        await(records.keep(cosigned("b", 5)));
        await(records.keep(cosigned("a", 7)));
        await(records.keep(cosigned("a", 6)));

        assertThat(await(records.cosigned())).containsExactlyInAnyOrder(cosigned("a", 7), cosigned("b", 5));
    }

    private static Cosigned cosigned(String witness, long size) {
        return new Cosigned(witness, size, Bytes.utf8("checkpoint of " + size));
    }

    private PublicLog publish(int count) {
        var appended = LogSamples.first();
        for (int number = 1; number <= count; number++) {
            var first = number == 1;
            appended = first ? appended : LogSamples.next(appended.log());
            var logged = new Publications.Logged(appended, first ? LogSamples.KEY : null);
            var head = step(number).head();
            StoreSamples.publish(
                    publications, new Publications.Step(head, null, List.of(), java.util.Map.of(), 4, logged));
        }
        return appended.log();
    }
}
