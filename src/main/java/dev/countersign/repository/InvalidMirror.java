package dev.countersign.repository;

import dev.countersign.json.InvalidInput;

/** What cannot be a mirror, and what was expected instead. */
public final class InvalidMirror extends InvalidInput {
    private static final long serialVersionUID = 1;

    public InvalidMirror(String message) {
        super(message);
    }
}
