package dev.countersign.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes that knows how canonical JSON writes its atoms. Not safe for several threads. */
public final class CanonicalBuffer {
    private byte[] bytes;
    private int length;

    public CanonicalBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    public CanonicalBuffer append(byte value) {
        reserve(1);
        bytes[length++] = value;
        return this;
    }

    public CanonicalBuffer append(char ascii) {
        return append((byte) ascii);
    }

    public CanonicalBuffer append(byte[] source, int from, int count) {
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    public CanonicalBuffer append(byte[] source) {
        return append(source, 0, source.length);
    }

    public CanonicalBuffer append(Bytes source) {
        return append(source.array());
    }

    public CanonicalBuffer append(CanonicalBuffer source) {
        return append(source.bytes, 0, source.length);
    }

    /** Text that needs no quotes and no escapes. */
    public CanonicalBuffer ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    public CanonicalBuffer integer(long value) {
        return ascii(Long.toString(value));
    }

    /** A number that is not negative, written without a String in between: a snapshot holds thousands. */
    public CanonicalBuffer integer(int value) {
        int digits = 1;
        for (int rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        reserve(digits);
        length += digits;
        int rest = value;
        for (int i = 1; i <= digits; i++) {
            bytes[length - i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return this;
    }

    /** A quoted string; the quotation mark and the backslash are the only characters escaped. */
    public CanonicalBuffer string(String text) {
        reserve(2 * text.length() + 2);
        bytes[length++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return rest(text.substring(i));
            }
            if (c == '"' || c == '\\') {
                bytes[length++] = '\\';
            }
            bytes[length++] = (byte) c;
        }
        bytes[length++] = '"';
        return this;
    }

    /** The rest of a text from its first character above ASCII on. */
    private CanonicalBuffer rest(String text) {
        var encoded = text.getBytes(StandardCharsets.UTF_8);
        reserve(2 * encoded.length + 1);
        for (byte b : encoded) {
            if (b == '"' || b == '\\') {
                bytes[length++] = '\\';
            }
            bytes[length++] = b;
        }
        bytes[length++] = '"';
        return this;
    }

    /** What was written, without a copy when it fills the buffer; the buffer must not be used after it. */
    public Bytes toBytes() {
        return Bytes.wrap(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
    }

    /** What was written, and perhaps room behind it, never copied; the buffer must not be used after it. */
    public byte[] array() {
        return bytes;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, length + (length >> 1)));
        }
    }
}
