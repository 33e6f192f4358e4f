package dev.countersign.sign;

import dev.countersign.tuf.Bytes;
import dev.countersign.tuf.Key;
import org.jspecify.annotations.Nullable;

/** A new key pair, to be written to files and then forgotten. */
public final class GeneratedKey {
    GeneratedKey() {}

    /** The private half as PEM (PKCS#8), encrypted unless the passphrase is null. */
    public Bytes toPem(char @Nullable [] passphrase) {
        throw new UnsupportedOperationException();
    }

    /** The public half as PEM (SubjectPublicKeyInfo). */
    public Bytes publicPem() {
        throw new UnsupportedOperationException();
    }

    /** The public half as it goes into metadata, without any member beyond the specification's. */
    public Key toKey() {
        throw new UnsupportedOperationException();
    }

    public Signer signer() {
        throw new UnsupportedOperationException();
    }
}
