package dev.countersign.packages.gems;

import dev.countersign.json.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A value of Ruby, as far as indexes of gems have them. */
public sealed interface RubyValue {
    RubyValue NIL = new RubyNil();

    record RubyNil() implements RubyValue {}

    record Truth(boolean value) implements RubyValue {}

    record RubyInteger(int value) implements RubyValue {}

    record RubyText(String value) implements RubyValue {}

    record Symbol(String name) implements RubyValue {}

    record RubyArray(List<RubyValue> values) implements RubyValue {
        public RubyArray {
            values = List.copyOf(values);
        }
    }

    record Pairs(SequencedMap<RubyValue, RubyValue> values) implements RubyValue {
        public Pairs {
            values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
        }
    }

    /** An instance by its variables. */
    record Instance(String type, SequencedMap<String, RubyValue> variables) implements RubyValue {
        public Instance {
            variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
        }
    }

    /** An instance by what its {@code marshal_dump} gives. */
    record Dumped(String type, RubyValue content) implements RubyValue {}

    /** An instance by the bytes that its {@code _dump} gives. */
    record Packed(String type, Bytes content) implements RubyValue {}

    static RubyValue text(String value) {
        return new RubyText(value);
    }

    static RubyValue items(RubyValue... values) {
        return new RubyArray(List.of(values));
    }

    /** A {@code Gem::Version}. */
    static RubyValue version(String version) {
        return new Dumped("Gem::Version", items(text(version)));
    }
}
