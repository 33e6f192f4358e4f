package dev.countersign.sign.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.sign.KeyUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before any token is asked. */
class Pkcs11KeysTest {
    @Test
    void urisNameTokenObjectAndModule() {
        var uri = Pkcs11Uri.parse(
                "token=My%20Token;object=root;id=%01%af?module-path=/lib/a.so&pin-source=file:/run/pin");

        assertThat(uri).isEqualTo(new Pkcs11Uri("/lib/a.so", "My Token", null, "root", "01af", "/run/pin", null));
    }

    @Test
    void urisThatSayTooLittleOrRunCommandsAreRefused() {
        assertThatThrownBy(() -> Pkcs11Uri.parse("token=a")).hasMessageContaining("no module-path");
        assertThatThrownBy(() -> Pkcs11Uri.parse("token=a?module-path=/a.so&pin-source=%7Ccat%20pin"))
                .hasMessageContaining("is a command, which is not run");
        assertThatThrownBy(() -> Pkcs11Uri.parse("token=%4?module-path=/a.so"))
                .hasMessageContaining("two hexadecimal digits");
    }

    @Test
    void thePinIsNeverShown() {
        assertThat(Pkcs11Uri.parse("token=a;object=b?module-path=/a.so&pin-value=123456")
                        .toString())
                .isEqualTo("pkcs11:token=a;object=b");
    }

    @Test
    void aModuleThatIsNoneIsRefused(@TempDir Path folder) throws IOException {
        var text = Files.writeString(folder.resolve("module.so"), "not a library");
        var keys = new Pkcs11Keys(_ -> Optional.empty());

        assertThatThrownBy(() -> keys.open("?module-path=" + folder.resolve("absent.so")))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("is no file");
        assertThatThrownBy(() -> keys.open("?module-path=" + text))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("cannot be loaded");
    }
}
