package dev.countersign.access.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Tokens and key sets with random faults: each is refused with a reason, or is what it was. */
class RandomTokensTest {
    private static final int FAULTS = 1500;
    private static final TestIssuer.Pair RSA = TestIssuer.rsa("r");
    private static final TestIssuer.Pair EC = TestIssuer.ec("e", "p256");
    private static final TestIssuer.Pair ED = TestIssuer.ed25519("d");
    private static final Json.Obj CLAIMS = TestIssuer.claims("https://issuer.example")
            .with("repository_id", new Json.Str("7"))
            .with("groups", Json.strings(List.of("a", "b")));
    private static final List<String> TOKENS = List.of(
            TestIssuer.token("RS256", RSA, CLAIMS),
            TestIssuer.token("PS512", RSA, CLAIMS),
            TestIssuer.token("ES256", EC, CLAIMS),
            TestIssuer.token("EdDSA", ED, CLAIMS));
    private static final Bytes KEYS = TestIssuer.keySet(RSA, EC, ED);

    /** What parsers stumble over. */
    private static final List<String> STRANGE = List.of(
            "null",
            "-0",
            "1e999999999",
            "1e-999999999",
            "9".repeat(400),
            "{}",
            "[]",
            "[".repeat(60),
            "\"\\ud800\"",
            "\"\\u0000\"",
            "\"\"",
            "true",
            "\"none\"",
            "\"HS256\"",
            "{\"a\":1,\"a\":2}",
            "\u202e",
            "\ufeff",
            "");

    private Random random = new Random();

    @RepeatedTest(4)
    void noFaultyTokenIsBelieved(RepetitionInfo repetition) {
        random = new Random(20_261_128L + repetition.getCurrentRepetition());
        var keys = KeySet.parse(KEYS);
        var original = TOKENS.get(repetition.getCurrentRepetition() - 1);
        assertThat(isBelieved(original, keys)).isTrue();
        for (int i = 0; i < FAULTS; i++) {
            var faulty = faulty(original);
            if (!faulty.equals(original)) {
                assertThat(isBelieved(faulty, keys)).as(faulty).isFalse();
            }
        }
    }

    @RepeatedTest(2)
    void aFaultyKeySetIsRefusedOrHoldsKeys(RepetitionInfo repetition) {
        random = new Random(20_261_129L + repetition.getCurrentRepetition());
        for (int i = 0; i < FAULTS; i++) {
            var faulty = Bytes.utf8(withFault(KEYS.utf8()));
            try {
                var keys = KeySet.parse(faulty);
                assertThat(keys.keys()).isNotEmpty();
                TOKENS.forEach(token -> isBelieved(token, keys));
            } catch (UnusableDocument refused) {
                assertThat(refused.getMessage()).hasSizeLessThan(1000);
            }
        }
    }

    private static boolean isBelieved(String text, KeySet keys) {
        try {
            var token = Jwt.parse(text);
            token.claims().checkTime(TestIssuer.NOW);
            return keys.find(token).filter(key -> key.verifies(token)).isPresent();
        } catch (UntrustedToken refused) {
            assertThat(refused.getMessage()).hasSizeLessThan(1000);
            return false;
        }
    }

    private String faulty(String token) {
        if (random.nextInt(4) == 0) {
            return withFault(token);
        }
        var parts = new ArrayList<>(List.of(token.split("\\.")));
        int part = random.nextInt(3);
        var decoded = new String(Base64.getUrlDecoder().decode(parts.get(part)), StandardCharsets.ISO_8859_1);
        var changed = withFault(decoded).getBytes(part == 2 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        parts.set(part, Base64.getUrlEncoder().withoutPadding().encodeToString(changed));
        return String.join(".", parts);
    }

    private String withFault(String text) {
        var changed = new StringBuilder(text);
        int faults = 1 + random.nextInt(3);
        for (int i = 0; i < faults; i++) {
            faults().get(random.nextInt(5)).accept(changed);
        }
        return changed.toString();
    }

    private List<Consumer<StringBuilder>> faults() {
        return List.of(
                text -> text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256)),
                text -> text.deleteCharAt(random.nextInt(text.length())),
                text -> text.insert(random.nextInt(text.length()), STRANGE.get(random.nextInt(STRANGE.size()))),
                this::replaceValue,
                text -> {
                    int from = random.nextInt(text.length());
                    text.insert(from, text.substring(from, from + random.nextInt(text.length() - from + 1)));
                });
    }

    /** Between a colon and what follows it, where there is one. */
    private void replaceValue(StringBuilder text) {
        int colon = text.indexOf(":", random.nextInt(text.length()));
        int end = colon < 0
                ? -1
                : Optional.of(text.indexOf(",", colon)).filter(at -> at > 0).orElse(text.length() - 1);
        if (end > colon) {
            text.replace(colon + 1, end, STRANGE.get(random.nextInt(STRANGE.size())));
        }
    }
}
