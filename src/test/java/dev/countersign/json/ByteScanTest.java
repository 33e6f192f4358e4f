package dev.countersign.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntPredicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

final class ByteScanTest {
    private static int first(byte[] array, int from, IntPredicate wanted) {
        int i = from;
        while (i < array.length && !wanted.test(array[i] & 0xff)) {
            i++;
        }
        return i;
    }

    @Property(tries = 1000)
    void findsWhatAPlainLoopFinds(@ForAll("arrays") byte[] array, @ForAll @IntRange(max = 40) int start) {
        int from = Math.min(start, array.length);
        assertThat(ByteScan.control(array, from)).isEqualTo(first(array, from, b -> b < 0x20));
        assertThat(ByteScan.backslash(array, from)).isEqualTo(first(array, from, b -> b == '\\'));
        assertThat(ByteScan.closingBrace(array, from)).isEqualTo(first(array, from, b -> b == '}'));
        assertThat(ByteScan.quoteOrBackslash(array, from)).isEqualTo(first(array, from, b -> b == '"' || b == '\\'));
    }

    /** Bytes next to the ones searched for, where carries between bytes would show. */
    @Provide
    Arbitrary<byte[]> arrays() {
        return Arbitraries.of(
                        0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7c, 0x7d, 0x7e, 0x7f, 0x80, 0x9f, 0xa2, 0xdc,
                        0xff, 0x61, 0x62)
                .list()
                .ofMaxSize(40)
                .map(list -> {
                    var array = new byte[list.size()];
                    for (int i = 0; i < array.length; i++) {
                        array[i] = (byte) (int) list.get(i);
                    }
                    return array;
                });
    }
}
