package dev.countersign.json;

/** Classes of ASCII characters, whatever the locale or Unicode may say. */
public final class Ascii {
    private Ascii() {}

    public static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(int c) {
        return isBetween(c, 'a', 'z') || isBetween(c, 'A', 'Z');
    }

    public static boolean isLetterOrDigit(int c) {
        return isLetter(c) || isDigit(c);
    }

    public static boolean isLowerCaseHex(int c) {
        return isDigit(c) || isBetween(c, 'a', 'f');
    }

    public static boolean isLowerCaseHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isLowerCaseHex(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    public static boolean isHex(int c) {
        return isLowerCaseHex(c) || isBetween(c, 'A', 'F');
    }

    private static boolean isBetween(int c, char first, char last) {
        return c >= first && c <= last;
    }
}
