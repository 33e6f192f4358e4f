package dev.countersign.tuf;

import java.util.Optional;

/** Which target paths a repository takes. */
public enum TargetPathPolicy {
    /** Printable ASCII letters, digits and {@code . _ ~ + @ = , / ( ) -} only, no device name of Windows as a segment. */
    STRICT,
    /** Every path that all TUF clients sign, request and store alike. */
    PORTABLE;

    /** Why a path is refused; empty when it is allowed. */
    public Optional<String> check(String path) {
        throw new UnsupportedOperationException();
    }
}
