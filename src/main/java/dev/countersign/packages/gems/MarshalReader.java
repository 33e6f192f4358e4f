package dev.countersign.packages.gems;

import dev.countersign.json.Bytes;
import dev.countersign.packages.UnreadableIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads Ruby's Marshal format 4.8, as far as lists of gems need it. Nothing comes to be of what is read but values: no class
 * is looked for, whatever a text names.
 */
public final class MarshalReader {
    private static final int MAX_DEPTH = 32;

    private final byte[] in;
    private int at = 2;
    private final List<String> symbols = new ArrayList<>();
    private final List<RubyValue> objects = new ArrayList<>();

    private MarshalReader(byte[] in) {
        this.in = in;
    }

    /** @throws UnreadableIndex for anything else */
    public static RubyValue read(Bytes text) {
        var in = text.array();
        if (in.length < 3 || in[0] != 4 || in[1] != 8) {
            throw unreadable("another beginning");
        }
        var reader = new MarshalReader(in);
        var value = reader.value(0);
        if (reader.at != in.length) {
            throw unreadable("more behind the value");
        }
        return value;
    }

    private static UnreadableIndex unreadable(String found) {
        return new UnreadableIndex("Marshal", found, "texts, numbers, lists and versions in format 4.8");
    }

    private RubyValue value(int depth) {
        if (depth > MAX_DEPTH) {
            throw unreadable("values nested too deeply");
        }
        var type = next();
        return switch (type) {
            case '0' -> RubyValue.NIL;
            case 'T' -> new RubyValue.Truth(true);
            case 'F' -> new RubyValue.Truth(false);
            case 'i' -> new RubyValue.RubyInteger(whole());
            case ':' -> new RubyValue.Symbol(newSymbol());
            case ';' -> new RubyValue.Symbol(knownSymbol());
            case '@' -> known(objects, whole());
            case '"' -> object(new RubyValue.RubyText(text()));
            case 'I' -> withVariables(depth);
            case '[' -> items(depth);
            case 'U' -> dumped(depth);
            default -> throw unreadable("a value of the type '" + (char) type + "'");
        };
    }

    private RubyValue object(RubyValue value) {
        objects.add(value);
        return value;
    }

    private static <T> T known(List<T> all, int index) {
        if (index < 0 || index >= all.size()) {
            throw unreadable("a link that leads nowhere");
        }
        return all.get(index);
    }

    /** The variables of a text say its encoding; all names here are ASCII. */
    private RubyValue withVariables(int depth) {
        var value = value(depth + 1);
        for (int left = count(); left > 0; left--) {
            symbol();
            var _ = value(depth + 1);
        }
        return value;
    }

    private RubyValue items(int depth) {
        int mine = objects.size();
        objects.add(RubyValue.NIL);
        var items = new ArrayList<RubyValue>();
        for (int left = count(); left > 0; left--) {
            items.add(value(depth + 1));
        }
        var value = new RubyValue.RubyArray(items);
        objects.set(mine, value);
        return value;
    }

    private RubyValue dumped(int depth) {
        var type = symbol();
        int mine = objects.size();
        objects.add(RubyValue.NIL);
        var value = new RubyValue.Dumped(type, value(depth + 1));
        objects.set(mine, value);
        return value;
    }

    private String symbol() {
        return switch (next()) {
            case ':' -> newSymbol();
            case ';' -> knownSymbol();
            default -> throw unreadable("no symbol where there must be one");
        };
    }

    private String newSymbol() {
        var name = text();
        symbols.add(name);
        return name;
    }

    private String knownSymbol() {
        return known(symbols, whole());
    }

    private String text() {
        int length = count();
        var text = new String(in, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** No count is larger than what is left, since everything has a byte at least. */
    private int count() {
        int count = whole();
        if (count < 0 || count > in.length - at) {
            throw unreadable("a count of " + count);
        }
        return count;
    }

    private int next() {
        if (at >= in.length) {
            throw unreadable("an end too early");
        }
        return in[at++];
    }

    private int whole() {
        int first = next();
        if (first == 0) {
            return 0;
        }
        if (first > 4) {
            return first - 5;
        }
        if (first < -4) {
            return first + 5;
        }
        int number = first > 0 ? 0 : -1;
        for (int byteAt = 0; byteAt < Math.abs(first); byteAt++) {
            number &= ~(0xff << (8 * byteAt));
            number |= (next() & 0xff) << (8 * byteAt);
        }
        return number;
    }
}
