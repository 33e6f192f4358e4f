package dev.countersign.aws;

import java.time.Instant;
import java.util.Optional;

/**
 * What requests are signed with.
 *
 * @param session goes with keys that are only for a time
 * @param expires when they are refused; empty for keys without an end
 */
public record AwsCredentials(String keyId, String secret, Optional<String> session, Optional<Instant> expires) {

    /** Keys without an end. */
    public AwsCredentials(String keyId, String secret) {
        this(keyId, secret, Optional.empty(), Optional.empty());
    }

    @Override
    public String toString() {
        return "AwsCredentials[" + keyId + "]";
    }
}
