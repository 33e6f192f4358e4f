package dev.countersign.sign.kms;

import dev.countersign.sign.KeySource;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.SigningManner;
import dev.countersign.tuf.key.Key;

/** The keys of a service. Their private halves never leave it. */
public interface KmsKeys extends KeySource {
    /**
     * The public half of the key at a place, under the id it has by default.
     *
     * @param location what follows the scheme and its colon in the key's URI
     * @throws KeyUnavailable when there is none, or the service does not give it out
     */
    Key publicKey(String location);

    @Override
    default SigningManner manner() {
        return SigningManner.SINGLY_OVER_NETWORK;
    }
}
