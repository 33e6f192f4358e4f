package dev.countersign.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MerkleTreeTest {
    private static final StoredTree STORED = StoredTree.of(66_000);

    static Stream<GoVectors.Tree> trees() {
        return GoVectors.trees().stream();
    }

    @ParameterizedTest
    @MethodSource("trees")
    void growsAsGosDoes(GoVectors.Tree tree) {
        assertThat(StoredTree.of(tree.size()).frontier().root()).isEqualTo(tree.root());
        assertThat(rootOf(tree.size())).isEqualTo(tree.root());
    }

    @ParameterizedTest
    @MethodSource("trees")
    void hasTheTilesOfGo(GoVectors.Tree tree) {
        assertThat(tree.tiles()).isNotEmpty().allSatisfy((path, hash) -> {
            var tile = Tile.parse(path).orElseThrow();
            assertThat(tile.isIn(tree.size())).isTrue();
            assertThat(tile.path()).isEqualTo(path);
            assertThat(TreeHash.leaf(STORED.tile(tile))).isEqualTo(hash);
        });
    }

    @ParameterizedTest
    @MethodSource("trees")
    void provesInclusionAsGoDoes(GoVectors.Tree tree) {
        assertThat(tree.inclusion()).isNotEmpty().allSatisfy((index, proof) -> {
            assertThat(inclusion(index, tree.size())).isEqualTo(proof);
            var leaf = TreeHash.leaf(GoVectors.entry(index));
            assertThat(MerkleProof.includes(tree.size(), tree.root(), index, leaf, proof))
                    .isTrue();
            assertThat(MerkleProof.includes(tree.size(), tree.root(), index, TreeHash.EMPTY, proof))
                    .isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("trees")
    void provesConsistencyAsGoDoes(GoVectors.Tree tree) {
        assertThat(tree.consistency()).allSatisfy((first, proof) -> {
            assertThat(consistency(first, tree.size())).isEqualTo(proof);
            var root = StoredTree.of(first).frontier().root();
            assertThat(MerkleProof.isConsistent(first, root, tree.size(), tree.root(), proof))
                    .isTrue();
        });
    }

    /** Of the tree whose roots and proofs many implementations share (certificate-transparency's reference tree). */
    @Test
    void hasTheRootsOfTheReferenceTree() {
        var leaves = Stream.of(
                        "",
                        "00",
                        "10",
                        "2021",
                        "3031",
                        "40414243",
                        "5051525354555657",
                        "606162636465666768696a6b6c6d6e6f")
                .map(MerkleTreeTest::hex)
                .toList();
        var tree = new StoredTree();
        assertThat(tree.frontier().root())
                .isEqualTo(hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        tree.add(leaves.getFirst());
        assertThat(tree.frontier().root())
                .isEqualTo(hex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"));
        leaves.subList(1, leaves.size()).forEach(tree::add);
        assertThat(tree.frontier().root())
                .isEqualTo(hex("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"));
    }

    /** Every pair of sizes, every proof: right as made, and wrong in whatever way it is changed. */
    @Test
    void refusesWhateverIsChangedOfAProof() {
        var random = new Random(20260101);
        for (int trial = 0; trial < 400; trial++) {
            long second = 1 + random.nextLong(2_000);
            long first = 1 + random.nextLong(second);
            var root = rootOf(second);
            var firstRoot = rootOf(first);
            var proof = consistency(first, second);
            assertThat(MerkleProof.isConsistent(first, firstRoot, second, root, proof))
                    .isTrue();
            for (var changed : changes(proof, random)) {
                assertThat(MerkleProof.isConsistent(first, firstRoot, second, root, changed))
                        .as("%d of %d", first, second)
                        .isFalse();
            }
            if (first < second) {
                assertThat(MerkleProof.isConsistent(first, TreeHash.EMPTY, second, root, proof))
                        .isFalse();
            }
            long index = random.nextLong(second);
            var leaf = TreeHash.leaf(GoVectors.entry(index));
            var included = inclusion(index, second);
            assertThat(MerkleProof.includes(second, root, index, leaf, included))
                    .isTrue();
            assertThat(MerkleProof.includes(second, root, index + second, leaf, included))
                    .isFalse();
            for (var changed : changes(included, random)) {
                assertThat(MerkleProof.includes(second, root, index, leaf, changed))
                        .isFalse();
            }
        }
    }

    private static List<List<Bytes>> changes(List<Bytes> proof, Random random) {
        var changes = new ArrayList<List<Bytes>>();
        var longer = new ArrayList<>(proof);
        longer.add(TreeHash.EMPTY);
        changes.add(longer);
        if (!proof.isEmpty()) {
            changes.add(proof.subList(1, proof.size()));
            changes.add(proof.subList(0, proof.size() - 1));
            var other = new ArrayList<>(proof);
            other.set(random.nextInt(proof.size()), TreeHash.EMPTY);
            changes.add(other);
        }
        return changes;
    }

    @Test
    void anEmptyTreeIsTheBeginningOfAny() {
        assertThat(MerkleProof.isConsistent(
                        0, TreeHash.EMPTY, 7, GoVectors.trees().get(3).root(), List.of()))
                .isTrue();
        assertThat(MerkleProof.isConsistent(0, TreeHash.leaf(Bytes.EMPTY), 7, TreeHash.EMPTY, List.of()))
                .isFalse();
    }

    /** The example of the specification. */
    @Test
    void aTreeOfSeventyThousandHasTheTilesOfTheSpecification() {
        assertThat(Tile.of(0, 272, 70_000).width()).isEqualTo(256);
        assertThat(Tile.of(0, 273, 70_000).width()).isEqualTo(112);
        assertThat(Tile.of(1, 1, 70_000)).isEqualTo(new Tile(1, 1, 17));
        assertThat(Tile.of(2, 0, 70_000)).isEqualTo(new Tile(2, 0, 1));
        assertThat(new Tile(0, 273, 113).isIn(70_000)).isFalse();
        assertThat(new Tile(0, 274, 1).isIn(70_000)).isFalse();
        assertThat(new Tile(2, 0, 2).isIn(70_000)).isFalse();
        assertThat(new Tile(63, 0, 1).isIn(Long.MAX_VALUE)).isFalse();
        assertThat(new Tile(0, Long.MAX_VALUE / 256, 256).isIn(70_000)).isFalse();
    }

    @Test
    void tilesHaveOnePathEach() {
        assertThat(new Tile(0, 1_234_067, 256).path()).isEqualTo("0/x001/x234/067");
        assertThat(new Tile(3, 7, 5).path()).isEqualTo("3/007.p/5");
        assertThat(EntryBundle.path(new Tile(0, 1_000, 9))).isEqualTo("entries/x001/000.p/9");
        assertThat(EntryBundle.parsePath("entries/x001/000.p/9")).contains(new Tile(0, 1_000, 9));
        for (var path : List.of(
                "",
                "0",
                "0/7",
                "0/0007",
                "00/007",
                "64/000",
                "0/x000/007",
                "0/001/x002",
                "0/007.p/0",
                "0/007.p/256",
                "0/007.p/257",
                "0/007.p/01",
                "0/007.p/",
                "-1/000",
                "0/+07",
                "0/\u0661\u0662\u0663",
                "0/x001/x001/x001/x001/x001/001",
                "entries/007")) {
            assertThat(Tile.parse(path)).as(path).isEmpty();
        }
    }

    @Test
    void bundlesAreReadAsTheyAreWritten() {
        var random = new Random(7);
        var entries = Stream.generate(() -> {
                    var entry = new byte[random.nextInt(400)];
                    random.nextBytes(entry);
                    return Bytes.wrap(entry);
                })
                .limit(256)
                .toList();
        var bundle = EntryBundle.encode(entries);
        assertThat(EntryBundle.decode(bundle)).isEqualTo(entries);
        assertThatThrownBy(() -> EntryBundle.decode(bundle.slice(0, bundle.length() - 1)))
                .isInstanceOf(InvalidLog.class);
        var largest = Bytes.wrap(new byte[EntryBundle.MAX_ENTRY]);
        assertThat(EntryBundle.decode(EntryBundle.encode(List.of(largest)))).containsExactly(largest);
        assertThatThrownBy(() -> EntryBundle.encode(List.of(Bytes.wrap(new byte[EntryBundle.MAX_ENTRY + 1]))))
                .hasMessageContaining("65535");
    }

    private static Bytes rootOf(long size) {
        var needed = TileHashes.needed(size, nodes -> MerkleProof.root(size, nodes));
        return MerkleProof.root(size, STORED.hashes(size, needed));
    }

    private static List<Bytes> inclusion(long index, long size) {
        var needed = TileHashes.needed(size, nodes -> MerkleProof.inclusion(index, size, nodes));
        return MerkleProof.inclusion(index, size, STORED.hashes(size, needed));
    }

    private static List<Bytes> consistency(long first, long second) {
        var needed = TileHashes.needed(second, nodes -> MerkleProof.consistency(first, second, nodes));
        return MerkleProof.consistency(first, second, STORED.hashes(second, needed));
    }

    private static Bytes hex(String text) {
        return Bytes.wrap(HexFormat.of().parseHex(text));
    }
}
