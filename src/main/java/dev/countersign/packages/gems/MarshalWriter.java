package dev.countersign.packages.gems;

import dev.countersign.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes Ruby's Marshal format 4.8, without links to what was written before: every value stands where it is. */
public final class MarshalWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private MarshalWriter() {}

    public static Bytes write(RubyValue value) {
        var writer = new MarshalWriter();
        writer.out.write(4);
        writer.out.write(8);
        writer.value(value);
        return Bytes.wrap(writer.out.toByteArray());
    }

    private void value(RubyValue value) {
        switch (value) {
            case RubyValue.RubyNil none -> out.write('0');
            case RubyValue.Truth(var truth) -> out.write(truth ? 'T' : 'F');
            case RubyValue.RubyInteger(var number) -> {
                out.write('i');
                whole(number);
            }
            case RubyValue.RubyText(var text) -> text(text);
            case RubyValue.Symbol(var name) -> symbol(name);
            case RubyValue.RubyArray(var items) -> {
                out.write('[');
                whole(items.size());
                items.forEach(this::value);
            }
            case RubyValue.Pairs(var pairs) -> {
                out.write('{');
                whole(pairs.size());
                pairs.forEach((key, each) -> {
                    value(key);
                    value(each);
                });
            }
            case RubyValue.Instance(var type, var variables) -> {
                out.write('o');
                symbol(type);
                whole(variables.size());
                variables.forEach((name, each) -> {
                    symbol(name);
                    value(each);
                });
            }
            case RubyValue.Dumped(var type, var content) -> {
                out.write('U');
                symbol(type);
                value(content);
            }
            case RubyValue.Packed(var type, var content) -> {
                out.write('u');
                symbol(type);
                bytes(content.array());
            }
        }
    }

    /** With the variable that says UTF-8. */
    private void text(String text) {
        out.write('I');
        out.write('"');
        bytes(text.getBytes(StandardCharsets.UTF_8));
        whole(1);
        symbol("E");
        out.write('T');
    }

    private void symbol(String name) {
        out.write(':');
        bytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] bytes) {
        whole(bytes.length);
        out.writeBytes(bytes);
    }

    /** Small numbers are one byte; before others stands how many bytes they have, the least first. */
    private void whole(int number) {
        if (number == 0) {
            out.write(0);
        } else if (number > 0 && number < 123) {
            out.write(number + 5);
        } else if (number < 0 && number > -124) {
            out.write(number - 5);
        } else {
            var length = number >= 0 ? length(number) : length(~number);
            out.write(number >= 0 ? length : -length);
            for (int at = 0; at < length; at++) {
                out.write(number >> (8 * at));
            }
        }
    }

    private static int length(int number) {
        return number < 1 << 8 ? 1 : number < 1 << 16 ? 2 : number < 1 << 24 ? 3 : 4;
    }
}
