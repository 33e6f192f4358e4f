package dev.countersign.tuf.key;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The padding of RSASSA-PSS with MGF1 of the same digest (RFC 8017, 9.1). */
record PssPadding(SignatureScheme scheme) {
    /**
     * The length of the salt that a signature was made with, or -1 when it is no such signature. It verifies nothing.
     */
    int saltLength(RSAPublicKey key, byte[] signature) throws GeneralSecurityException {
        int length = (key.getModulus().bitLength() + 6) / 8;
        var number = new BigInteger(1, signature);
        if (number.compareTo(key.getModulus()) >= 0) {
            return -1;
        }
        var encoded = fixedLength(number.modPow(key.getPublicExponent(), key.getModulus()), length);
        int maskedLength = length - scheme.digestLength() - 1;
        if (encoded == null || maskedLength < 1) {
            return -1;
        }
        var seed = Arrays.copyOfRange(encoded, maskedLength, maskedLength + scheme.digestLength());
        var mask = mask(seed, maskedLength);
        mask[0] ^= encoded[0];
        // The bits beyond the modulus are cleared before the padding is read.
        mask[0] &= (byte) (0xff >>> (8 * length - (key.getModulus().bitLength() - 1)));
        int i = 1;
        int first = mask[0];
        while (first == 0 && i < maskedLength) {
            first = mask[i] ^ encoded[i];
            i++;
        }
        return first == 1 ? maskedLength - i : -1;
    }

    private byte[] mask(byte[] seed, int length) throws GeneralSecurityException {
        var mask = new byte[length];
        var hash = MessageDigest.getInstance(scheme.digest());
        for (int at = 0, counter = 0; at < length; at += scheme.digestLength(), counter++) {
            hash.update(seed);
            hash.update(new byte[] {0, 0, (byte) (counter >>> 8), (byte) counter});
            var block = hash.digest();
            System.arraycopy(block, 0, mask, at, Math.min(block.length, length - at));
        }
        return mask;
    }

    private static byte @Nullable [] fixedLength(BigInteger number, int length) {
        var bytes = number.toByteArray();
        int leading = bytes[0] == 0 ? 1 : 0;
        int count = bytes.length - leading;
        if (count > length) {
            return null;
        }
        var fixed = new byte[length];
        System.arraycopy(bytes, leading, fixed, length - count, count);
        return fixed;
    }
}
