package dev.countersign.json;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * The canonical form (OLPC) of JSON: the bytes that TUF signatures and keyids are computed over (specification, 4.2).
 */
public final class CanonicalJson {
    private static final byte[] NEW_LINE = {'\\', 'n'};

    private final CanonicalBuffer out = new CanonicalBuffer(512);
    private final Accepted rules;

    private enum Accepted {
        PORTABLE,
        ANY
    }

    private CanonicalJson(Accepted rules) {
        this.rules = rules;
    }

    /**
     * The canonical bytes of a value on which all TUF clients agree.
     *
     * <p>They do not agree on null, on numbers other than integers up to 2^53-1, on control characters other than the
     * line feed, on text that is not in Unicode normal form C, and on the order of some member names.
     *
     * @throws JsonException.NotPortable when some client would compute other bytes
     */
    public static Bytes encode(Json value) {
        return encode(value, Accepted.PORTABLE);
    }

    /**
     * The canonical bytes of anything the form can express, portable or not: for reading what others signed.
     *
     * @throws JsonException.NotPortable for a {@link Json.Dec} or a lone surrogate, which have no canonical form
     */
    public static Bytes encodeAny(Json value) {
        return encode(value, Accepted.ANY);
    }

    private static Bytes encode(Json value, Accepted rules) {
        var encoder = new CanonicalJson(rules);
        encoder.value(value);
        return encoder.out.toBytes();
    }

    private void value(Json json) {
        switch (json) {
            case Json.Obj object -> object(object);
            case Json.Arr array -> array(array);
            case Json.Str string -> string(string.value());
            case Json.Int number -> integer(number.value());
            case Json.Dec number ->
                throw notPortable(number.literal() + " (expected: an integer from -(2^53-1) to 2^53-1)");
            case Json.Bool bool -> out.ascii(bool.value() ? "true" : "false");
            case Json.Null _ -> nothing();
        }
    }

    private void object(Json.Obj object) {
        var members = new ArrayList<>(object.members().entrySet());
        members.sort((a, b) -> CodePoints.compare(a.getKey(), b.getKey()));
        if (rules == Accepted.PORTABLE) {
            NameOrder.check(members.stream().map(Map.Entry::getKey).toList());
        }
        out.append('{');
        for (int i = 0; i < members.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            string(members.get(i).getKey());
            out.append(':');
            value(members.get(i).getValue());
        }
        out.append('}');
    }

    private void array(Json.Arr array) {
        out.append('[');
        for (int i = 0; i < array.items().size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            value(array.items().get(i));
        }
        out.append(']');
    }

    private void integer(long value) {
        if (rules == Accepted.PORTABLE && (value > Json.Int.MAX_PORTABLE || value < -Json.Int.MAX_PORTABLE)) {
            throw notPortable(value + " (expected: an integer from -(2^53-1) to 2^53-1)");
        }
        out.integer(value);
    }

    private void nothing() {
        if (rules == Accepted.PORTABLE) {
            throw notPortable("null (expected: the member left out)");
        }
        out.ascii("null");
    }

    private void string(String text) {
        if (CodePoints.hasLoneSurrogate(text)) {
            throw notPortable("a string holds half of a surrogate pair (expected: whole characters)");
        }
        if (rules == Accepted.PORTABLE) {
            checkPortable(text);
        }
        out.string(text);
    }

    private static void checkPortable(String text) {
        boolean ascii = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 && c != '\n') {
                throw notPortable(String.format(
                        Locale.ROOT, "character U+%04X in a string (expected: no control characters)", (int) c));
            }
            ascii &= c < 0x80;
        }
        if (!ascii && !Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
            throw notPortable("a string is not in Unicode normal form C (expected: composed characters)");
        }
    }

    private static JsonException.NotPortable notPortable(String message) {
        return new JsonException.NotPortable(message);
    }

    /** Canonical bytes as valid JSON: control characters, which the canonical form writes raw, are escaped. */
    public static Bytes toWire(Bytes canonical) {
        var array = canonical.array();
        int next = ByteScan.control(array, 0);
        if (next == array.length) {
            return canonical;
        }
        var wire = new CanonicalBuffer(array.length + 256);
        int copied = 0;
        while (next < array.length) {
            wire.append(array, copied, next - copied);
            if (array[next] == '\n') {
                wire.append(NEW_LINE);
            } else {
                wire.ascii("\\u00" + HexFormat.of().toHexDigits(array[next]));
            }
            copied = next + 1;
            next = ByteScan.control(array, copied);
        }
        return wire.append(array, copied, array.length - copied).toBytes();
    }

    /**
     * Undoes {@link #toWire} for a part of an array, without a copy when there is nothing to undo.
     *
     * @throws JsonException.NotCompact for an escape that {@link #toWire} does not write
     */
    public static CanonicalRange fromWire(Bytes wire, int from, int to) {
        var array = wire.array();
        int next = nextEscape(array, from);
        if (next >= to) {
            return new CanonicalRange(wire, from, to);
        }
        var canonical = new CanonicalBuffer(to - from);
        int copied = from;
        while (next < to) {
            canonical.append(array, copied, next - copied);
            copied = unescape(array, next, canonical);
            next = nextEscape(array, copied);
        }
        return CanonicalRange.of(canonical.append(array, copied, to - copied).toBytes());
    }

    /** The next backslash that does not merely quote a backslash or a quotation mark. */
    private static int nextEscape(byte[] array, int from) {
        int i = ByteScan.backslash(array, from);
        while (i + 1 < array.length && (array[i + 1] == '\\' || array[i + 1] == '"')) {
            i = ByteScan.backslash(array, i + 2);
        }
        return i;
    }

    private static int unescape(byte[] array, int at, CanonicalBuffer canonical) {
        if (at + 1 < array.length && array[at + 1] == 'n') {
            canonical.append('\n');
            return at + 2;
        }
        if (at + 5 < array.length && array[at + 1] == 'u' && array[at + 2] == '0' && array[at + 3] == '0') {
            int high = Character.digit(array[at + 4], 16);
            int low = Character.digit(array[at + 5], 16);
            if ((high == 0 || high == 1) && low >= 0) {
                canonical.append((byte) (high << 4 | low));
                return at + 6;
            }
        }
        throw new JsonException.NotCompact("the file holds an escape that this software does not write");
    }
}
