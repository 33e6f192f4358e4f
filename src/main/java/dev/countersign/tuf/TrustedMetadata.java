package dev.countersign.tuf;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a client trusts, step by step from one Root to a target: the client's workflow without its downloads (specification, 5). */
public final class TrustedMetadata {
    private final Metadata<Root> root;

    private TrustedMetadata(Metadata<Root> root) {
        this.root = root;
    }

    /**
     * Starts from a Root that the client already trusts (5.2); it may have expired.
     *
     * @throws TufException when it is no Root or not signed by its own keys
     */
    public static TrustedMetadata startingFrom(Bytes rootFile) {
        throw new UnsupportedOperationException();
    }

    /** Takes the next Root (5.3). @throws TufException when it may not follow the trusted one */
    public Metadata<Root> root(Bytes file) {
        throw new UnsupportedOperationException();
    }

    /** Takes a Timestamp (5.4), after the last Root. @throws TufException when it must not be trusted */
    public Metadata<Timestamp> timestamp(Bytes file, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** Takes the Snapshot of the trusted Timestamp (5.5). @throws TufException when it must not be trusted */
    public Metadata<Snapshot> snapshot(Bytes file, Instant now) {
        throw new UnsupportedOperationException();
    }

    /** Takes a targets role of the trusted Snapshot (5.6), delegated to by {@code parent}, which for the top-level one is Root. */
    public Metadata<Targets> targets(RoleName role, Bytes file, RoleName parent, Instant now) {
        throw new UnsupportedOperationException();
    }

    public Metadata<Root> root() {
        return root;
    }

    public @Nullable Metadata<Timestamp> timestamp() {
        throw new UnsupportedOperationException();
    }

    public @Nullable Metadata<Snapshot> snapshot() {
        throw new UnsupportedOperationException();
    }

    /** A targets role taken under the trusted Snapshot, or null. */
    public @Nullable Metadata<Targets> targets(RoleName role) {
        throw new UnsupportedOperationException();
    }
}
