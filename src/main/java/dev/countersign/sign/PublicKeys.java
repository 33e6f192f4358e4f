package dev.countersign.sign;

import dev.countersign.tuf.Bytes;
import dev.countersign.tuf.Key;

/** Public keys in PEM. */
public final class PublicKeys {
    private PublicKeys() {}

    /**
     * The key in a PEM file, with the keyid that most software would give it.
     *
     * @throws KeyUnavailable when it cannot be read, or is of no kind that TUF clients know
     */
    public static Key fromPem(Bytes pem) {
        throw new UnsupportedOperationException();
    }
}
