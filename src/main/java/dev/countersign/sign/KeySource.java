package dev.countersign.sign;

import dev.countersign.tuf.key.Key;

/** One kind of place where private keys live, named by the scheme of {@link Key#uri()}. */
@FunctionalInterface
public interface KeySource {
    /**
     * The signer for a public key.
     *
     * @param location what follows the scheme and its colon in the key's URI
     * @throws KeyUnavailable when there is none, or it is not the other half of this key
     */
    Signer open(String location, Key publicKey);

    /** How its keys sign. */
    default SigningManner manner() {
        return SigningManner.HERE;
    }
}
