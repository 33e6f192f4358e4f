package dev.countersign.tuf;

/** The order of texts by code point, which Java's own order is not beyond U+FFFF. */
final class CodePoints {
    private CodePoints() {}

    static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for code points above all others; lift them over U+E000..U+FFFF.
                return Integer.compare(lifted(x), lifted(y));
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int lifted(char c) {
        return Character.isSurrogate(c) ? c + 0x10000 : c;
    }
}
