package dev.countersign.tuf;

/** Classes of ASCII characters, whatever the locale or Unicode may say. */
final class Ascii {
    private Ascii() {}

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(int c) {
        return isBetween(c, 'a', 'z') || isBetween(c, 'A', 'Z');
    }

    static boolean isLetterOrDigit(int c) {
        return isLetter(c) || isDigit(c);
    }

    static boolean isLowerCaseHex(int c) {
        return isDigit(c) || isBetween(c, 'a', 'f');
    }

    static boolean isLowerCaseHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isLowerCaseHex(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isHex(int c) {
        return isLowerCaseHex(c) || isBetween(c, 'A', 'F');
    }

    private static boolean isBetween(int c, char first, char last) {
        return c >= first && c <= last;
    }
}
