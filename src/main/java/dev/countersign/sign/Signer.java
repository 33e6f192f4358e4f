package dev.countersign.sign;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.Signature;
import java.util.List;

/**
 * A private key that signs. Safe for any number of threads; a call may block while a device or a service signs.
 *
 * <p>Signing the same message again does no harm; the caller decides whether to retry.
 */
public interface Signer {
    /** The public half. */
    Key key();

    /**
     * The key's signature over a message.
     *
     * @throws KeyUnavailable when the key cannot sign now
     */
    Signature sign(Bytes message);

    /**
     * The key's signatures over messages, in their order; in one call where the key's place can do that.
     *
     * @throws KeyUnavailable when the key cannot sign all of them now
     */
    default List<Signature> signAll(List<Bytes> messages) {
        return messages.stream().map(this::sign).toList();
    }
}
