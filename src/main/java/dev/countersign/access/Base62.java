package dev.countersign.access;

import dev.countersign.json.Ascii;
import java.math.BigInteger;

/** Numbers as texts of a fixed length, in digits and letters. */
final class Base62 {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

    private Base62() {}

    /** The lowest digits of the number. */
    static String encode(BigInteger number, int length) {
        var text = new char[length];
        var left = number;
        for (int at = length - 1; at >= 0; at--) {
            var divided = left.divideAndRemainder(BASE);
            text[at] = DIGITS.charAt(divided[1].intValue());
            left = divided[0];
        }
        return new String(text);
    }

    /** The lowest digits of a number that is not negative. */
    static String encode(long number, int length) {
        var text = new char[length];
        var left = number;
        for (int at = length - 1; at >= 0; at--) {
            text[at] = DIGITS.charAt((int) (left % DIGITS.length()));
            left /= DIGITS.length();
        }
        return new String(text);
    }

    static boolean isDigits(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (!Ascii.isLetterOrDigit(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }
}
