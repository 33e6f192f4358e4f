package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuccinctRolesTest {
    private static final List<KeyId> KEYS = List.of(TestSigner.of(1).id());

    private static SuccinctRoles bins(int bitLength) {
        return new SuccinctRoles(KEYS, 1, bitLength, "bins");
    }

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
            assertThat(bins(bitLengths[i]).roleFor(new TargetPath(path)).value())
                    .isEqualTo("bins-" + expected[i]);
        }
    }

    @ParameterizedTest
    @CsvSource({"target-0, 8b", "target-1, 75", "target-2, b5", "target-3, a3", "target-4, 8c", "target-5, 14"})
    void agreesWithTheJavaScriptClient(String path, String suffix) {
        assertThat(bins(8).roleFor(new TargetPath(path)).value()).isEqualTo("bins-" + suffix);
    }

    @Test
    void everyBinHasItsOwnNameAndIsFoundByIt() {
        for (int bitLength = 1; bitLength <= 14; bitLength++) {
            var bins = bins(bitLength);
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
        var bins = bins(5);
        for (var name : List.of("bins-20", "bins-0", "bins-000", "bins-0G", "bins-0F", "binsx00", "bins", "root")) {
            assertThat(bins.indexOf(new RoleName(name))).isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoDelegationToBins() {
        assertThatThrownBy(() -> bins(0)).hasMessage("bit_length: 0 (expected: 1..14)");
        assertThatThrownBy(() -> bins(15)).isInstanceOf(TufException.InvalidValue.class);
        assertThatThrownBy(() -> new SuccinctRoles(KEYS, 2, 4, "bins")).isInstanceOf(TufException.InvalidValue.class);
        assertThatThrownBy(() -> new SuccinctRoles(KEYS, 0, 4, "bins")).isInstanceOf(TufException.InvalidValue.class);
        assertThatThrownBy(() -> new SuccinctRoles(KEYS, 1, 4, "a/b")).isInstanceOf(TufException.InvalidName.class);
        assertThatThrownBy(() -> bins(1).name(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
