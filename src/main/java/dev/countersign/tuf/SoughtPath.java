package dev.countersign.tuf;

import org.jspecify.annotations.Nullable;

/** A path that is looked for among many roles: its hash is calculated once. Used by one thread. */
public final class SoughtPath {
    private final TargetPath path;
    private @Nullable String hash;

    SoughtPath(TargetPath path) {
        this.path = path;
    }

    public String value() {
        return path.value();
    }

    /** The SHA-256 of the path, as hexadecimal digits. */
    public String hash() {
        var known = hash;
        if (known == null) {
            known = path.sha256().hex();
            hash = known;
        }
        return known;
    }
}
