package dev.countersign.packages.gems;

import dev.countersign.json.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** A value of Ruby, as far as indexes of gems have them. */
public sealed interface RubyValue {
    RubyValue NIL = new Nothing();

    record Nothing() implements RubyValue {}

    record Truth(boolean value) implements RubyValue {}

    record Whole(int value) implements RubyValue {}

    record Text(String value) implements RubyValue {}

    record Symbol(String name) implements RubyValue {}

    record Items(List<RubyValue> values) implements RubyValue {
        public Items {
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
        return new Text(value);
    }

    static RubyValue items(RubyValue... values) {
        return new Items(List.of(values));
    }

    /** A {@code Gem::Version}. */
    static RubyValue version(String version) {
        return new Dumped("Gem::Version", items(text(version)));
    }
}
