package dev.countersign.app.config;

import java.util.List;
import java.util.SequencedMap;

/** What an operator wrote under a key. */
public sealed interface Written {
    /** For messages: the file and its line, or the variable. */
    String where();

    record Text(String text, String where) implements Written {}

    record Items(List<Written> items, String where) implements Written {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Members in their order; those without a value are left out. */
    record Group(SequencedMap<String, Written> members, String where) implements Written {}
}
