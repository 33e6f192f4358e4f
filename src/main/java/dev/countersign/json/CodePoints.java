package dev.countersign.json;

/**
 * Compares texts by Unicode code point. Java's own order is by UTF-16 units, which differs for characters above U+FFFF.
 */
public final class CodePoints {
    private CodePoints() {}

    /** Compares by code point, which is the order of the UTF-8 bytes. */
    public static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                return Integer.compare(lifted(x), lifted(y));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** Surrogates are halves of code points above U+FFFF, so they come after U+E000 to U+FFFF. */
    private static int lifted(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }

    public static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!isPair(text, i)) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** Whether a surrogate pair begins at an index. */
    public static boolean isPair(String text, int index) {
        return index + 1 < text.length() && Character.isSurrogatePair(text.charAt(index), text.charAt(index + 1));
    }
}
