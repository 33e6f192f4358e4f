package dev.countersign.access;

import dev.countersign.json.InvalidInput;

/** A rule about who may do what cannot be used as it is written. */
public final class InvalidRule extends InvalidInput {
    private static final long serialVersionUID = 1;

    public InvalidRule(String message) {
        super(message);
    }
}
