package dev.countersign.access;

import dev.countersign.json.InvalidInput;

/** A grant as somebody wrote it is none. */
public final class InvalidGrant extends InvalidInput {
    private static final long serialVersionUID = 1;

    InvalidGrant(String message) {
        super(message);
    }
}
