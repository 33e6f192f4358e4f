package dev.countersign.packages.gems;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.NamedProject;
import dev.countersign.tuf.HashAlgorithm;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompactIndexTest {
    private static final URI ROOT = URI.create("https://gems.example/private/");
    private static final String A = "a".repeat(64);

    @Test
    void aLaterLineOfAGemIsWhatCounts() {
        var versions = "created_at: 2026-01-01T00:00:00Z\n---\nlib 1.0 aaa\nother 2.0,2.1-java bbb\nlib -1.0,1.1 ccc\n";
        assertThat(CompactIndex.gems(Bytes.utf8(versions), ROOT))
                .containsExactly(new NamedProject("lib", "ccc"), new NamedProject("other", "bbb"));
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> CompactIndex.gems(Bytes.utf8("---\n<html>\n"), ROOT));
    }

    @Test
    void readsTheVersionsOfAGem() {
        var listing = CompactIndex.info(
                "lib",
                Bytes.utf8("---\n1.0 |checksum:" + A + "\n1.1-x86_64-linux dep:>= 1&< 2,b:= 3|checksum:" + A
                        + ",ruby:>= 3.0,rubygems:> 1.3\nbroken\n"),
                ROOT);
        assertThat(listing.files())
                .extracting(ListedFile::name)
                .containsExactly("lib-1.0.gem", "lib-1.1-x86_64-linux.gem");
        assertThat(listing.files().getFirst().address()).hasToString("https://gems.example/private/gems/lib-1.0.gem");
        assertThat(listing.files())
                .allSatisfy(file -> assertThat(file.claimed()).isEqualTo(Map.of(HashAlgorithm.SHA256, A)));
        assertThat(listing.unread()).extracting(Listing.Unread::entry).containsExactly("lib broken");
    }

    @Test
    void anotherDependencyIsAnotherRequirement() {
        assertThat(requirements("1.0 a:>= 0|checksum:" + A + ",ruby:>= 3"))
                .isEqualTo(requirements("1.0 a:>= 0|ruby:>= 3,checksum:" + A))
                .isNotEqualTo(requirements("1.0 a:>= 0,evil:>= 0|checksum:" + A + ",ruby:>= 3"));
    }

    private static String requirements(String line) {
        return String.valueOf(CompactIndex.info("lib", Bytes.utf8("---\n" + line), ROOT)
                .files()
                .getFirst()
                .requirements());
    }
}
