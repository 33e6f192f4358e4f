package dev.countersign.sign;

import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;

/** The forms that a signature of ECDSA can have. */
public final class EcdsaForm {
    private EcdsaForm() {}

    /** DER, which metadata has, of the two numbers one after the other, as tokens and some services give them. */
    public static byte[] der(byte[] numbers) {
        int half = numbers.length / 2;
        var r = new BigInteger(1, Arrays.copyOfRange(numbers, 0, half));
        var s = new BigInteger(1, Arrays.copyOfRange(numbers, half, numbers.length));
        try {
            return new DERSequence(new ASN1Encodable[] {new ASN1Integer(r), new ASN1Integer(s)}).getEncoded();
        } catch (IOException e) {
            throw new KeyUnavailable("a signature of ECDSA cannot be encoded");
        }
    }
}
