package dev.countersign.tuf.key;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import org.jspecify.annotations.Nullable;

/** A point of a curve, uncompressed (SEC 1, 2.3.3). */
final class EcPoint {
    private static final String UNCOMPRESSED = "04";

    private EcPoint() {}

    /** The key at a point in hexadecimal digits; null when it is none of the scheme's curve. */
    static @Nullable PublicKey read(String hex, SignatureScheme scheme) {
        try {
            var parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec(scheme.curve()));
            var curve = parameters.getParameterSpec(ECParameterSpec.class);
            int digits = (curve.getCurve().getField().getFieldSize() + 7) / 8 * 2;
            if (!hex.startsWith(UNCOMPRESSED) || hex.length() != UNCOMPRESSED.length() + 2 * digits) {
                return null;
            }
            int middle = UNCOMPRESSED.length() + digits;
            var x = new BigInteger(hex.substring(UNCOMPRESSED.length(), middle), 16);
            var y = new BigInteger(hex.substring(middle), 16);
            return isOn(curve, x, y)
                    ? KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), curve))
                    : null;
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /** y² = x³ + ax + b; the curves of NIST have no points of small order besides. */
    private static boolean isOn(ECParameterSpec parameters, BigInteger x, BigInteger y) {
        var curve = parameters.getCurve();
        if (!(curve.getField() instanceof ECFieldFp field)) {
            return false;
        }
        var p = field.getP();
        var right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return x.compareTo(p) < 0
                && y.compareTo(p) < 0
                && y.multiply(y).subtract(right).mod(p).signum() == 0;
    }
}
