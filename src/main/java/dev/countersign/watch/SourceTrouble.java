package dev.countersign.watch;

import org.jspecify.annotations.Nullable;

/** A registry that cannot be read now, in one sentence. */
public final class SourceTrouble extends RuntimeException {
    private static final long serialVersionUID = 1;

    SourceTrouble(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
