package dev.countersign.tuf.key;

import dev.countersign.json.Bytes;
import java.security.Provider;
import java.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * Ed25519 in native code, if a provider is registered with the Java runtime as {@link #PROVIDER}. It gives the same bytes
 * and the same answers as Bouncy Castle, which is used otherwise, in half the time.
 */
public final class NativeEd25519 {
    /** The Java runtime itself registers nothing under this name. */
    public static final String PROVIDER = "AmazonCorrettoCryptoProvider";

    /** Of keys and of signatures. */
    public static final String ALGORITHM = SignatureScheme.Family.ED25519.keyFactory();

    private NativeEd25519() {}

    /** The longest message, in bytes, that is given to the provider: it keeps all of it in memory. */
    static final int MAX_MESSAGE = 1 << 20;

    /** The provider that can sign or verify the message; null when there is none, or the message is too long. */
    public static @Nullable Provider provider(Bytes message) {
        return message.length() <= MAX_MESSAGE ? Security.getProvider(PROVIDER) : null;
    }
}
