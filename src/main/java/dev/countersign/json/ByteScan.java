package dev.countersign.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Searches in arrays of bytes, eight at a time: bins and snapshots are scanned whole at each publication.
 *
 * <p>In a word read little-endian, {@code (x - ones) & ~x & tops} marks the top bit of the first zero byte; marks above the
 * first may be wrong, and are not used.
 */
final class ByteScan {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private ByteScan() {}

    /** The index of the first quotation mark or backslash from an index on, or the length of the array. */
    static int quoteOrBackslash(byte[] array, int from) {
        int i = from;
        for (; i <= array.length - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORDS.get(array, i);
            long found = zeros(word ^ ('"' * ONES)) | zeros(word ^ ('\\' * ONES));
            if (found != 0) {
                return i + first(found);
            }
        }
        while (i < array.length && array[i] != '"' && array[i] != '\\') {
            i++;
        }
        return i;
    }

    /** The index of the first backslash from an index on, or the length of the array. */
    static int backslash(byte[] array, int from) {
        return first(array, from, '\\');
    }

    /** The index of the first closing brace from an index on, or the length of the array. */
    static int closingBrace(byte[] array, int from) {
        return first(array, from, '}');
    }

    private static int first(byte[] array, int from, char wanted) {
        int i = from;
        for (; i <= array.length - Long.BYTES; i += Long.BYTES) {
            long found = zeros((long) WORDS.get(array, i) ^ (wanted * ONES));
            if (found != 0) {
                return i + first(found);
            }
        }
        while (i < array.length && array[i] != wanted) {
            i++;
        }
        return i;
    }

    /** The index of the first control character (below 0x20) from an index on, or the length of the array. */
    static int control(byte[] array, int from) {
        int i = from;
        for (; i <= array.length - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORDS.get(array, i);
            long found = (word - 0x20 * ONES) & ~word & TOPS;
            if (found != 0) {
                return i + first(found);
            }
        }
        while (i < array.length && (array[i] < 0 || array[i] >= 0x20)) {
            i++;
        }
        return i;
    }

    private static long zeros(long word) {
        return (word - ONES) & ~word & TOPS;
    }

    private static int first(long found) {
        return Long.numberOfTrailingZeros(found) >>> 3;
    }
}
