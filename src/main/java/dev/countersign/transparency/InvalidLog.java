package dev.countersign.transparency;

import dev.countersign.json.InvalidInput;

/** Something of a log is not as it must be. */
public final class InvalidLog extends InvalidInput {
    private static final long serialVersionUID = 1;

    public InvalidLog(String message) {
        super(message);
    }
}
