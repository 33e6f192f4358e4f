package dev.countersign.tuf;

import dev.countersign.json.Json;
import java.time.Instant;

/** The part of a metadata file that is signed (specification, 4.2.1). */
public sealed interface Signed permits Root, Timestamp, Snapshot, Targets {
    /** The newest specification this software follows, written into metadata it makes. */
    String SPEC_VERSION = "1.0.34";

    /** At least 1, below 2^31. */
    int version();

    /** When clients stop trusting it, in whole seconds. */
    Instant expires();

    Json.Obj toJson();

    /** Whether a client whose time is {@code now} must refuse it. */
    default boolean isExpired(Instant now) {
        return Validity.isExpired(expires(), now);
    }
}
