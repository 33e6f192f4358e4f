package dev.countersign.packages.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.Listing;
import dev.countersign.tuf.HashAlgorithm;
import java.net.URI;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class PackumentTest {
    private static final URI PAGE = URI.create("https://npm.example/@scope%2fname");

    @Test
    void readsAVersionWithItsIntegrity() {
        var integrity = "sha1-AAAA sha512-" + Base64.getEncoder().encodeToString(new byte[64]) + "?x";
        var file = read("{\"tarball\":\"https://cdn.example/a/b.tgz\",\"integrity\":\"" + integrity + "\"}", "")
                .files()
                .getFirst();
        assertThat(file.name()).isEqualTo("name-1.0.0.tgz");
        assertThat(file.address()).hasToString("https://cdn.example/a/b.tgz");
        assertThat(file.claimed()).containsOnlyKeys(HashAlgorithm.SHA512);
        assertThat(file.claimed().get(HashAlgorithm.SHA512)).isEqualTo("0".repeat(128));
    }

    @Test
    void anotherDependencyIsAnotherRequirementAndTheirOrderIsNot() {
        var dist = "{\"tarball\":\"x.tgz\"}";
        var both = read(dist, ",\"dependencies\":{\"a\":\"1\",\"b\":\"2\"}")
                .files()
                .getFirst();
        var turned = read(dist, ",\"os\":[],\"dependencies\":{\"b\":\"2\",\"a\":\"1\"},\"deprecated\":\"x\"")
                .files()
                .getFirst();
        var more = read(dist, ",\"dependencies\":{\"a\":\"1\",\"b\":\"2\",\"evil\":\"1\"}")
                .files()
                .getFirst();
        assertThat(turned.requirements()).isNotNull().isEqualTo(both.requirements());
        assertThat(more.requirements()).isNotEqualTo(both.requirements());
        var none = read(dist, ",\"dependencies\":{}").files().getFirst();
        assertThat(none.requirements())
                .isNotNull()
                .isEqualTo(read(dist, "").files().getFirst().requirements())
                .isNotEqualTo(both.requirements());
    }

    @Test
    void aVersionWithoutAnAddressIsNamed() {
        assertThat(read("{}", "").unread()).extracting(Listing.Unread::entry).containsExactly("1.0.0");
    }

    @Test
    void aPackageThatWasWithdrawnHasNoFiles() {
        var gone = Bytes.utf8("{\"name\":\"x\",\"time\":{\"unpublished\":{}}}");
        assertThat(Packument.read(gone, PAGE).files()).isEmpty();
        assertThatExceptionOfType(InvalidInput.class)
                .isThrownBy(() -> Packument.read(Bytes.utf8("{\"error\":\"not found\"}"), PAGE));
    }

    @Test
    void scopesAreEscapedInAddresses() {
        assertThat(PackageName.path("@scope/name")).isEqualTo("@scope%2fname");
    }

    private static Listing read(String dist, String more) {
        return Packument.read(
                Bytes.utf8("{\"name\":\"@scope/name\",\"versions\":{\"1.0.0\":{\"dist\":" + dist + more + "}}}"), PAGE);
    }
}
