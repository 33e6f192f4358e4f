package dev.countersign.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {
    private static final String ISSUER = "https://issuer.example/realms/one";

    @Test
    void theDocumentStandsBelowTheIssuer() {
        var expected = URI.create(ISSUER + "/.well-known/openid-configuration");

        assertThat(Discovery.address(ISSUER)).isEqualTo(expected);
        assertThat(Discovery.address(ISSUER + "/")).isEqualTo(expected);
    }

    @Test
    void theKeysMayStandOnAnotherHost() {
        assertThat(Discovery.keysOf(ISSUER, document(ISSUER, "https://keys.example/all")))
                .isEqualTo(URI.create("https://keys.example/all"));
    }

    @Test
    void theDocumentIsTheIssuersOwn() {
        for (var other : new String[] {"https://issuer.example", ISSUER + "/", "HTTPS://issuer.example/realms/one"}) {
            assertThatThrownBy(() -> Discovery.keysOf(ISSUER, document(other, "https://keys.example/all")))
                    .isInstanceOf(UnusableDocument.class)
                    .hasMessageContaining("that of issuer \"" + other);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://keys.example/all",
                "http://127.0.0.1/all",
                "http://169.254.169.254/latest",
                "file:///etc/passwd",
                "https://user:secret@keys.example/",
                "https:///all",
                "/all",
                "https://keys.example/ all",
                ""
            })
    void keysComeOverHttpsOnly(String address) {
        assertThatThrownBy(() -> Discovery.keysOf(ISSUER, document(ISSUER, address)))
                .isInstanceOf(UnusableDocument.class)
                .hasMessageContaining("jwks_uri");
    }

    @Test
    void anIssuerOnThisMachineMayHaveItsKeysThereToo() {
        var local = "http://127.0.0.1:8082";

        assertThat(Discovery.keysOf(local, document(local, local + "/keys"))).isEqualTo(URI.create(local + "/keys"));
        assertThatThrownBy(() -> Discovery.keysOf(local, document(local, "http://10.0.0.1/keys")))
                .isInstanceOf(UnusableDocument.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"issuer\":1}", "<html>", "{\"issuer\":\"a\",\"issuer\":\"b\"}"})
    void anythingElseIsNoDocument(String text) {
        assertThatThrownBy(() -> Discovery.keysOf(ISSUER, Bytes.utf8(text))).isInstanceOf(UnusableDocument.class);
        assertThatThrownBy(() -> KeySet.parse(Bytes.utf8(text))).isInstanceOf(UnusableDocument.class);
    }

    private static Bytes document(String issuer, String keys) {
        return Bytes.utf8(Json.object()
                .put("issuer", issuer)
                .put("jwks_uri", keys)
                .build()
                .toText());
    }
}
