package dev.countersign.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WakeUpTest {
    private static final Bytes BODY = Bytes.utf8("{\"action\":\"created\",\"package\":{\"name\":\"lib\"}}");
    /** {@code printf BODY | openssl dgst -sha256 -hmac s3cret}. */
    private static final String HMAC = "47145535feaf798378aad57adaf2feb4231172baad57062da8b435afaa60b79e";

    @Test
    void theSecretIsATokenOrTheKeyOfAnHmac() {
        assertThat(known("Authorization", "Bearer s3cret")).isTrue();
        assertThat(known("X-Gitea-Signature", HMAC)).isTrue();
        assertThat(known("X-Forgejo-Signature", HMAC)).isTrue();
        assertThat(known("X-Hub-Signature-256", "sha256=" + HMAC)).isTrue();
    }

    @Test
    void strangersAreNotKnown() {
        assertThat(known("Authorization", "Bearer s3cre")).isFalse();
        assertThat(known("Authorization", "s3cret")).isFalse();
        assertThat(known("X-Gitea-Signature", "0" + HMAC.substring(1))).isFalse();
        assertThat(known("X-Gitea-Signature", "")).isFalse();
        assertThat(known("X-Nothing", "s3cret")).isFalse();
        assertThat(WakeUp.isKnown("s3cret", Map.of("X-Gitea-Signature", HMAC)::get, Bytes.utf8("{}")))
                .isFalse();
    }

    @Test
    void projectsAreReadFromWhatRegistriesSend() {
        assertThat(WakeUp.projects(BODY)).containsExactly("lib");
        assertThat(projects("{\"name\":\"@scope/lib\",\"versions\":{}}")).containsExactly("@scope/lib");
        assertThat(projects("{\"project\":\"a\",\"name\":\"b\"}")).containsExactly("a");
        assertThat(projects("{\"projects\":[\"a\",\"b\"]}")).containsExactly("a", "b");
    }

    @Test
    void whateverElseIsSentMeansEverything() {
        for (var body : List.of("", "{}", "[]", "not json", "{\"name\":7}")) {
            assertThat(projects(body)).as(body).isEmpty();
        }
    }

    private static boolean known(String header, String value) {
        return WakeUp.isKnown("s3cret", Map.of(header, value)::get, BODY);
    }

    private static List<String> projects(String body) {
        return WakeUp.projects(Bytes.utf8(body));
    }
}
