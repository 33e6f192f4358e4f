package dev.countersign.sign;

import dev.countersign.tuf.key.Key;

/** Where the service finds the private halves of its online keys. Safe for any number of threads; calls may block. */
public interface OnlineKeys {
    /**
     * The signer for a public key, found by {@link Key#uri()}, or as {@code fn:<keyid>} when it has none. Every call
     * opens the key anew; keep the signer while the key stays the same. Every signature it gives has been verified.
     *
     * @throws KeyUnavailable when there is none, or it is not the other half of this key
     */
    Signer signer(Key publicKey);

    /** How it signs; never blocks. */
    SigningManner manner(Key publicKey);
}
