package dev.countersign.sign;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.key.SignatureScheme;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What those places of keys sign that do not take whole messages. */
public final class SignedDigest {
    private SignedDigest() {}

    /** @param scheme any but that of Ed25519, which signs messages themselves */
    public static byte[] compute(SignatureScheme scheme, Bytes message) {
        try {
            return MessageDigest.getInstance(scheme.digest()).digest(message.array());
        } catch (NoSuchAlgorithmException e) {
            throw new KeyUnavailable("this Java runtime has no " + scheme.digest());
        }
    }
}
