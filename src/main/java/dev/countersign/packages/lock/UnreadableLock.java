package dev.countersign.packages.lock;

import dev.countersign.json.InvalidInput;

/** A text that is no lock file of the format it was taken for. */
public final class UnreadableLock extends InvalidInput {
    private static final long serialVersionUID = 1;

    UnreadableLock(String message) {
        super(message);
    }
}
