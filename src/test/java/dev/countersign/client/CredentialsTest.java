package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class CredentialsTest {
    private final Credentials credentials = new Credentials(
            URI.create("https://tuf.example.org/base"),
            List.of(new Credentials.Header("Authorization", "Bearer secret")));

    @Test
    void secretsGoToTheServerTheyAreFor() {
        assertThat(credentials.headersFor(URI.create("https://TUF.example.org:443/metadata/timestamp.json")))
                .hasSize(1);
    }

    @Test
    void secretsGoNowhereElse() {
        assertThat(credentials.headersFor(URI.create("http://tuf.example.org/base")))
                .isEmpty();
        assertThat(credentials.headersFor(URI.create("https://tuf.example.org:8443/base")))
                .isEmpty();
        assertThat(credentials.headersFor(URI.create("https://tuf.example.org.evil.test/base")))
                .isEmpty();
    }

    @Test
    void secretsAreNotPrinted() {
        assertThat(credentials.toString()).doesNotContain("secret");
    }
}
