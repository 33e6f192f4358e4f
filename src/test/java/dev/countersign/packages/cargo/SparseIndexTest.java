package dev.countersign.packages.cargo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.packages.ListedFile;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparseIndexTest {
    private static final URI INDEX = URI.create("https://crates.example/index/config.json");
    private static final String A = "a".repeat(64);

    @ParameterizedTest
    @CsvSource({"a, 1/a", "ab, 2/ab", "abc, 3/a/abc", "Guard_Demo, gu/ar/guard_demo"})
    void aCratesFileIsInFoldersOfItsName(String crate, String path) {
        assertThat(SparseIndex.path(crate)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "/crates, https://crates.example/crates/Demo/0.1.0/download",
        "https://dl.example/{lowerprefix}/{prefix}/{crate}-{version}, https://dl.example/de/mo/De/mo/Demo-0.1.0",
        "https://dl.example/{sha256-checksum}, https://dl.example/" + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                + "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    })
    void filesAreWhereTheConfigurationSays(String form, String address) {
        assertThat(read(form, line("Demo", "\"yanked\":false,\"deps\":[]")).address())
                .hasToString(address);
    }

    @Test
    void aYankIsNoOtherRequirementButADependencyIs() {
        var plain = read("/x", line("demo", "\"yanked\":false,\"deps\":[],\"v\":2"));
        var yanked = read("/x", line("demo", "\"deps\":[],\"v\":2,\"yanked\":true"));
        var other = read("/x", line("demo", "\"yanked\":false,\"deps\":[{\"name\":\"evil\"}],\"v\":2"));
        assertThat(yanked.yanked()).isTrue();
        assertThat(yanked.requirements()).isEqualTo(plain.requirements()).isNotEqualTo(other.requirements());
    }

    @Test
    void aLineThatIsNoVersionIsNamed() {
        var listing = SparseIndex.crate(
                Bytes.utf8("{\"name\":\"\",\"vers\":\"1\"}\nnot json\n" + line("demo", "\"yanked\":false") + "\n"),
                new IndexConfig("/x", INDEX),
                INDEX);
        assertThat(listing.files()).extracting(ListedFile::name).containsExactly("demo-0.1.0.crate");
        assertThat(listing.unread()).hasSize(2);
    }

    private static ListedFile read(String form, String line) {
        var config = IndexConfig.parse(Bytes.utf8("{\"dl\":\"" + form + "\",\"api\":null}"), INDEX);
        return SparseIndex.crate(Bytes.utf8(line), config, INDEX).files().getFirst();
    }

    private static String line(String name, String more) {
        return "{\"name\":\"" + name + "\",\"vers\":\"0.1.0\",\"cksum\":\"" + A + "\"," + more + "}";
    }
}
