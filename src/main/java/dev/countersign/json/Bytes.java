package dev.countersign.json;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An immutable sequence of bytes, equal to another by value. */
public final class Bytes {
    /** Never fed: a copy of it costs a quarter of a search through the runtime's providers. */
    private static final MessageDigest SHA256 = newSha256();

    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final int SHOWN = 16;

    private final byte[] array;

    /** Once it was asked for. Threads that ask at the same time all make the same. */
    private @Nullable Bytes sha256;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /** Copies the array, which stays the caller's. */
    public static Bytes of(byte[] array) {
        return new Bytes(array.clone());
    }

    /** Takes ownership of the array without a copy; the caller must not touch it again. */
    public static Bytes wrap(byte[] array) {
        return new Bytes(array);
    }

    /** The UTF-8 encoding of a text. */
    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return array.length;
    }

    public byte byteAt(int index) {
        return array[index];
    }

    /** A copy that the caller owns. */
    public byte[] toByteArray() {
        return array.clone();
    }

    /** The array itself, not copied, for handing to I/O and digests; whoever gets it must not modify it. */
    public byte[] array() {
        return array;
    }

    /** The text of which these bytes are the UTF-8 encoding; malformed input becomes U+FFFD. */
    public String utf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    /** Lower-case hexadecimal digits, two per byte. */
    public String hex() {
        return HexFormat.of().formatHex(array);
    }

    /**
     * A copy of the bytes from {@code from} (inclusive) to {@code to} (exclusive); the whole range is this value
     * itself.
     *
     * @throws IndexOutOfBoundsException when the range is not inside
     */
    public Bytes slice(int from, int to) {
        Objects.checkFromToIndex(from, to, array.length);
        return from == 0 && to == array.length ? this : new Bytes(Arrays.copyOfRange(array, from, to));
    }

    /** The SHA-256 digest, 32 bytes, calculated when it is first asked for. */
    public Bytes sha256() {
        var known = sha256;
        if (known == null) {
            known = new Bytes(sha256Digest().digest(array));
            sha256 = known;
        }
        return known;
    }

    /** A new digest of SHA-256, for what is not in one array. */
    public static MessageDigest sha256Digest() {
        try {
            return (MessageDigest) SHA256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of this Java runtime cannot be copied", e);
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256, which every runtime must have", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    /** The length and the first few bytes in hexadecimal. */
    @Override
    public String toString() {
        var shown = HexFormat.of().formatHex(array, 0, Math.min(SHOWN, array.length));
        return "Bytes[" + array.length + ": " + shown + (array.length > SHOWN ? "…]" : "]");
    }
}
