package dev.countersign.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenTextTest {
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void everyTokenIsReadAsItWasMade() {
        var ids = new HashSet<TokenId>();
        for (int i = 0; i < 2_000; i++) {
            var token = TokenText.create(random);
            assertThat(token.reveal())
                    .matches("cs_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}")
                    .hasSize(TokenText.LENGTH);
            var read = TokenText.parse(token.reveal()).orElseThrow();
            assertThat(read.id()).isEqualTo(token.id());
            assertThat(read.digest()).isEqualTo(token.digest());
            assertThat(ids.add(token.id())).isTrue();
        }
    }

    /** 256 bits fill all 43 places: none of them is always the same. */
    @Test
    void theWholeSecretIsDrawn() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 500; i++) {
            var text = TokenText.create(random).reveal();
            for (int at = 0; at < 43; at++) {
                seen.add(at + ":" + text.charAt(16 + at));
            }
        }
        for (int at = 0; at < 43; at++) {
            var place = at + ":";
            assertThat(seen.stream().filter(each -> each.startsWith(place)).count())
                    .as("place %s", at)
                    .isGreaterThan(1);
        }
    }

    @Test
    void nothingButTheTokenIsReadAsOne() {
        for (int i = 0; i < 200_000; i++) {
            var token = TokenText.create(new SplittableRandom(i % 50)).reveal();
            var changed = changed(token);
            var read = TokenText.parse(changed);
            if (!changed.equals(token)) {
                assertThat(read.filter(other -> other.reveal().equals(token))).isEmpty();
                // One changed character never has the right checksum; CRC32 finds it for certain.
                if (changed.length() == token.length() && differences(changed, token) == 1) {
                    assertThat(read).as(changed).isEmpty();
                }
            }
        }
    }

    private String changed(String token) {
        var text = new StringBuilder(token);
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(0x80));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, (char) random.nextInt(0x10000));
                default -> text.setCharAt(at, "0123456789ABCxyz_".charAt(random.nextInt(17)));
            }
        }
        return text.toString();
    }

    private static int differences(String a, String b) {
        int found = 0;
        for (int i = 0; i < a.length(); i++) {
            found += a.charAt(i) == b.charAt(i) ? 0 : 1;
        }
        return found;
    }

    @Test
    void aTextThatIsNoTokenIsNone() {
        for (var text : new String[] {"", "cs_", "cs__", "x".repeat(TokenText.LENGTH), "cs_" + "a".repeat(62)}) {
            assertThat(TokenText.parse(text)).isEqualTo(Optional.empty());
        }
    }

    @Test
    void theSecretIsNotPrinted() {
        var token = TokenText.create(random);

        assertThat(token.toString()).doesNotContain(token.reveal().substring(16));
        assertThat(new Credential.Bearer(token.reveal()).toString()).doesNotContain("cs_");
        assertThat(new Credential.Basic("x", token.reveal()).toString()).doesNotContain("cs_");
    }
}
