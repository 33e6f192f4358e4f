package dev.countersign.cli.key;

import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import java.util.function.Function;

/**
 * A private key at hand.
 *
 * @param where as the user gave it
 * @param signer under the id the key has by default
 * @param as the same key under the id and scheme that metadata gives it
 */
public record HeldKey(String where, Signer signer, Function<Key, Signer> as) {
    /** Its public half, under the id the key has by default. */
    public Key key() {
        return signer.key();
    }

    /** A signer for the same key as it stands in metadata. */
    public Signer under(Key listed) {
        return listed.id().equals(key().id()) && listed.scheme().equals(key().scheme()) ? signer : as.apply(listed);
    }
}
