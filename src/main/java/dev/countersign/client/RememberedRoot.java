package dev.countersign.client;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.TufException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The newest root of the last run. The roots of this run must lead to it, or begin after it. */
record RememberedRoot(@Nullable Metadata<Root> root) {

    /** @throws dev.countersign.json.InvalidInput when what was kept is no root */
    static RememberedRoot read(Optional<Bytes> kept) {
        return new RememberedRoot(kept.map(Metadata::parseRoot).orElse(null));
    }

    /** Returns the root. @throws TufException.UntrustedMetadata when it is another one of the same version */
    Metadata<Root> check(Metadata<Root> next) {
        if (root != null
                && root.signed().version() == next.signed().version()
                && !root.signedBytes().equals(next.signedBytes())) {
            throw new TufException.UntrustedMetadata("it is not the root " + version() + " that was trusted before");
        }
        return next;
    }

    /** Returns the newest root. @throws TufException.UntrustedMetadata when an earlier run has seen a newer one */
    Metadata<Root> checkNewest(Metadata<Root> newest) {
        if (root != null && newest.signed().version() < root.signed().version()) {
            throw new TufException.UntrustedMetadata(
                    "it is missing, but root " + version() + " was seen before (rollback)");
        }
        return newest;
    }

    private int version() {
        return root == null ? 0 : root.signed().version();
    }
}
