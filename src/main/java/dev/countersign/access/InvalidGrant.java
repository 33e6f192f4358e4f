package dev.countersign.access;

import dev.countersign.json.InvalidInput;

/** A text is no grant. */
public final class InvalidGrant extends InvalidInput {
    private static final long serialVersionUID = 1;

    InvalidGrant(String message) {
        super(message);
    }
}
