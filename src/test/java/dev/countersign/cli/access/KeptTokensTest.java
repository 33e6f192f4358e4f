package dev.countersign.cli.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.cli.CliFailure;
import dev.countersign.client.Origin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptTokensTest {
    private static final Origin SERVER = Origin.of(URI.create("https://tuf.example.org/base"));

    @TempDir
    Path temporary;

    private KeptTokens kept;

    @BeforeEach
    void folderThatIsNotThereYet() {
        kept = new KeptTokens(temporary.resolve("countersign"));
    }

    private static BearerToken token(String text) {
        return new BearerToken(text, "a test");
    }

    private String found(Origin server, String repository) {
        return kept.token(server, repository).map(BearerToken::text).orElse("none");
    }

    @Test
    void nobodyHasLoggedIn() {
        assertThat(found(SERVER, null)).isEqualTo("none");
        assertThat(kept.forget(SERVER, null)).isFalse();
        assertThat(kept.file()).doesNotExist();
    }

    @Test
    void aTokenIsForItsOriginOnly() {
        kept.keep(SERVER, null, token("secret"));

        assertThat(found(Origin.of(URI.create("https://TUF.example.org:443")), null))
                .isEqualTo("secret");
        assertThat(found(Origin.of(URI.create("http://tuf.example.org")), null)).isEqualTo("none");
        assertThat(found(Origin.of(URI.create("https://tuf.example.org:8443")), null))
                .isEqualTo("none");
        assertThat(found(Origin.of(URI.create("https://tuf.example.org.evil.test")), null))
                .isEqualTo("none");
    }

    @Test
    void aRepositorysTokenGoesBeforeTheServers() {
        kept.keep(SERVER, "pypi", token("pypi's"));
        assertThat(found(SERVER, null)).isEqualTo("none");
        assertThat(found(SERVER, "npm")).isEqualTo("none");

        kept.keep(SERVER, null, token("server's"));
        assertThat(found(SERVER, "pypi")).isEqualTo("pypi's");
        assertThat(found(SERVER, "npm")).isEqualTo("server's");

        assertThat(kept.forget(SERVER, "pypi")).isTrue();
        assertThat(found(SERVER, "pypi")).isEqualTo("server's");
    }

    @Test
    void theFileIsForItsOwnerAlone() throws IOException {
        kept.keep(SERVER, null, token("one"));
        kept.keep(SERVER, null, token("two"));

        assertThat(found(SERVER, null)).isEqualTo("two");
        assertThat(Files.readString(kept.file())).doesNotContain("one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(kept.file().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void aFileThatOthersCanReadIsRefused() throws IOException {
        kept.keep(SERVER, null, token("secret"));
        Files.setPosixFilePermissions(kept.file(), PosixFilePermissions.fromString("rw-r-----"));

        assertThatThrownBy(() -> kept.token(SERVER, null))
                .isInstanceOf(CliFailure.CommandRefused.class)
                .hasMessageContaining("others may read or change it")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void aDamagedFileIsNamedAndNotRepeated() throws IOException {
        kept.keep(SERVER, null, token("secret"));
        for (var damaged :
                new String[] {"{\"tokens\":[{\"token\":\"hidden\"}]}", "hidden", "{\"tokens\":[\"hidden\"]}"}) {
            Files.writeString(kept.file(), damaged);

            assertThatThrownBy(() -> kept.token(SERVER, null))
                    .hasMessageStartingWith(kept.file() + ": not as 'countersign login' writes it")
                    .message()
                    .doesNotContain("hidden");
        }
    }
}
