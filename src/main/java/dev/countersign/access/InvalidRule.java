package dev.countersign.access;

import dev.countersign.json.InvalidInput;

/** A rule about who may do what, as somebody wrote it, is none. */
public final class InvalidRule extends InvalidInput {
    private static final long serialVersionUID = 1;

    public InvalidRule(String message) {
        super(message);
    }
}
