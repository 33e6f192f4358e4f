package dev.countersign.tuf.key;

import dev.countersign.json.Bytes;

/** The public half of a key pair, as far as this software can use it. */
sealed interface PublicHalf permits Ed25519Half, JcaHalf, PublicHalf.Unusable {
    /** Whether the signature is this key's over the message; false for bytes that are no signature at all. */
    boolean verifies(Bytes message, byte[] signature);

    /** Bytes that are equal exactly when the keys are the same. */
    Bytes material();

    /**
     * A key that cannot verify anything.
     *
     * @param problem why, and what is expected
     */
    record Unusable(String problem, Bytes material) implements PublicHalf {
        @Override
        public boolean verifies(Bytes message, byte[] signature) {
            return false;
        }
    }
}
