package dev.countersign.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineTagsTest {
    private static String tag(String text) {
        return '"' + Md5Tag.digits(Bytes.utf8(text)) + '"';
    }

    @Test
    void eachBeginningThatEndsWithALineIsKnownByItsTag() {
        var text = IntStream.range(0, 100)
                        .mapToObj(line -> "gem-" + line + " 1.0.0\n")
                        .collect(Collectors.joining()) + "the last";
        var tags = LineTags.of(Bytes.utf8(text));

        assertThat(tags.whole()).isEqualTo(tag(text));
        for (int end = 0; end <= text.length(); end++) {
            boolean isLine = end > 0 && text.charAt(end - 1) == '\n';
            assertThat(tags.isOfBeginning(tag(text.substring(0, end)), end))
                    .as("%s bytes", end)
                    .isEqualTo(isLine);
        }
    }

    @Test
    void whatIsNoTagOfABeginningIsNone() {
        var tags = LineTags.of(Bytes.utf8("one\ntwo\n"));

        assertThat(tags.isOfBeginning("W/" + tag("one\n"), 4)).isTrue();
        assertThat(tags.isOfBeginning(tag("two\n"), 4)).isFalse();
        assertThat(tags.isOfBeginning(tag("one\n"), 8)).isFalse();
        assertThat(tags.isOfBeginning(tag("one\n"), 4 + (1L << 32))).isFalse();
        assertThat(tags.isOfBeginning(tag("one\n").replace("\"", ""), 4)).isFalse();
        assertThat(tags.isOfBeginning(null, 4)).isFalse();
        assertThat(LineTags.of(Bytes.EMPTY).isOfBeginning(tag(""), 0)).isFalse();
    }
}
