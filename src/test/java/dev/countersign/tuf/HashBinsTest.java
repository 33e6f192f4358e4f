package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HashBinsTest {
    @ParameterizedTest
    @CsvSource({
        "file.txt, 1 5 a 15 aa 2ab 2ab7",
        "a/b/c.tar.gz, 0 3 7 0f 7a 1e9 1e9d",
        "target-0, 1 4 8 11 8b 22f 22f2",
        "é.txt, 1 6 d 1a d0 341 341c",
        "pkgs/project-0/file-0.tar.gz, 0 2 4 09 4e 13b 13bf"
    })
    void choosesTheBinsOfThePublishedVectors(String path, String suffixes) {
        int[] bitLengths = {1, 3, 4, 5, 8, 10, 14};
        var expected = suffixes.split(" ");
        for (int i = 0; i < bitLengths.length; i++) {
            assertThat(new HashBins(bitLengths[i]).nameFor(new TargetPath(path)).value())
                    .isEqualTo("bins-" + expected[i]);
        }
    }

    @ParameterizedTest
    @CsvSource({"target-0, 8b", "target-1, 75", "target-2, b5", "target-3, a3", "target-4, 8c", "target-5, 14"})
    void agreesWithTheJavaScriptClient(String path, String suffix) {
        assertThat(new HashBins(8).nameFor(new TargetPath(path)).value()).isEqualTo("bins-" + suffix);
    }

    @Test
    void everyBinHasItsOwnNameAndIsFoundByIt() {
        for (int bitLength = 1; bitLength <= 14; bitLength++) {
            var bins = new HashBins(bitLength);
            var names = new HashSet<RoleName>();
            for (int i = 0; i < bins.count(); i++) {
                names.add(bins.name(i));
                assertThat(bins.indexOf(bins.name(i))).hasValue(i);
            }
            assertThat(names).hasSize(1 << bitLength);
        }
    }

    @Test
    void otherNamesAreNoBins() {
        var bins = new HashBins(5);
        for (var name : List.of("bins-20", "bins-0", "bins-000", "bins-0G", "bins-0F", "binsx00", "bins", "root")) {
            assertThat(bins.indexOf(new RoleName(name))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "3, 2", "4, 4", "255, 128", "256, 256", "4097, 4096", "16383, 8192", "16384, 16384"})
    void asManyAsTheLargestPowerOfTwoNotAboveWhatIsAskedFor(int requested, int count) {
        assertThat(HashBins.countFor(requested)).isEqualTo(count);
        assertThat(HashBins.forRequested(requested).count()).isEqualTo(count);
    }

    @Test
    void clientsThatKnowHashPrefixesOnlyFindTheSameBin() {
        for (int bitLength = 1; bitLength <= 14; bitLength++) {
            var bins = new HashBins(bitLength);
            for (var text : List.of("file.txt", "a/b/c.tar.gz", "target-0", "é.txt")) {
                var path = new TargetPath(text);
                var found = new HashSet<RoleName>();
                for (int i = 0; i < bins.count(); i++) {
                    if (new PathSet.PathHashPrefixes(bins.hashPrefixes(i)).matches(path)) {
                        found.add(bins.name(i));
                    }
                }
                assertThat(found).containsExactly(bins.nameFor(path));
            }
        }
    }

    /** A role that came to its name before the name was kept is no bin, and clients would not take it for one. */
    @Test
    void moreNamesAreKeptForBinsThanBinsHave() {
        assertThat(HashBins.isBin("bins-3f")).isTrue();
        assertThat(List.of("bins", "Bins-3f", "binsx", "my-bins-3f")).noneMatch(HashBins::isBin);
        assertThat(List.of("bins", "BINS", "bins-3f", "Bins-3f")).allMatch(HashBins::isKeptName);
        assertThat(List.of("binsx", "my-bins-3f")).noneMatch(HashBins::isKeptName);
    }
}
