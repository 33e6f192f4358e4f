package dev.countersign.packages;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Printable;

/** An index that is not what its ecosystem has agreed on, in one sentence. */
public final class UnreadableIndex extends InvalidInput {
    public UnreadableIndex(String where, String found, String expected) {
        super(where + ": " + Printable.quoted(found) + " (expected: " + expected + ")");
    }
}
