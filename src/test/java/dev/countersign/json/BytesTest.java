package dev.countersign.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class BytesTest {
    @Test
    void areEqualByValueAndNotChangedThroughCopies() {
        var array = new byte[] {1, 2, 3};
        var bytes = Bytes.of(array);
        array[0] = 9;
        bytes.toByteArray()[1] = 9;
        assertThat(bytes).isEqualTo(Bytes.of(new byte[] {1, 2, 3})).hasSameHashCodeAs(Bytes.of(new byte[] {1, 2, 3}));
        assertThat(bytes).isNotEqualTo(Bytes.of(new byte[] {1, 2}));
        assertThat(Bytes.wrap(array).array()).isSameAs(array);
    }

    @Test
    void sliceWithinTheirRange() {
        var bytes = Bytes.utf8("abcd");
        assertThat(bytes.slice(1, 3)).isEqualTo(Bytes.utf8("bc"));
        assertThat(bytes.slice(0, 4)).isSameAs(bytes);
        assertThat(bytes.slice(2, 2)).isEqualTo(Bytes.EMPTY);
        assertThatThrownBy(() -> bytes.slice(2, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void showThemselvesShortly() {
        assertThat(Bytes.utf8("a").toString()).isEqualTo("Bytes[1: 61]");
        assertThat(Bytes.wrap(new byte[1_000_000]).toString()).hasSizeLessThan(60);
        assertThat(Bytes.utf8("é").hex()).isEqualTo("c3a9");
        assertThat(Bytes.EMPTY.sha256().hex()).startsWith("e3b0c44298fc1c14");
    }
}
