package dev.countersign.tuf.key;

import dev.countersign.json.Bytes;
import java.security.Provider;
import java.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519 in native code, where the application has found some: a provider of the Java runtime registered under
 * {@link #PROVIDER}. It gives the same bytes and the same answers as Bouncy Castle, which does the work without it, in
 * half the time.
 */
public final class NativeEd25519 {
    /** Nothing is registered under this name by the runtime itself. */
    public static final String PROVIDER = "AmazonCorrettoCryptoProvider";

    /** Of keys and of signatures. */
    public static final String ALGORITHM = SignatureScheme.Family.ED25519.keyFactory();

    private NativeEd25519() {}

    /** The provider takes no longer message, in bytes: it keeps the whole message until the end. */
    static final int MAX_MESSAGE = 1 << 20;

    /** What can sign or verify the message natively, from the moment it is registered; null for nothing. */
    public static @Nullable Provider provider(Bytes message) {
        return message.length() <= MAX_MESSAGE ? Security.getProvider(PROVIDER) : null;
    }
}
