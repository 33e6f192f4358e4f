package dev.countersign.tuf;

/**
 * Shell patterns as TUF clients match them: segment by segment, so that nothing crosses a slash (specification, 4.5).
 */
final class Glob {
    private final int[] pattern;
    private final int[] text;

    private Glob(String pattern, String text) {
        this.pattern = pattern.codePoints().toArray();
        this.text = text.codePoints().toArray();
    }

    static boolean matches(String pattern, String path) {
        var patterns = pattern.split("/", -1);
        var segments = path.split("/", -1);
        if (patterns.length != segments.length) {
            return false;
        }
        for (int i = 0; i < patterns.length; i++) {
            if (!new Glob(patterns[i], segments[i]).matches()) {
                return false;
            }
        }
        return true;
    }

    /** Goes back to the last star only. That is enough, and keeps the time below length times length. */
    private boolean matches() {
        int p = 0;
        int t = 0;
        int star = -1;
        int starText = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                star = p++;
                starText = t;
            } else if (p < pattern.length && matchesOne(p, text[t])) {
                p = end(p);
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    private boolean matchesOne(int p, int c) {
        return switch (pattern[p]) {
            case '?' -> true;
            case '[' -> closing(p) < 0 ? c == '[' : matchesClass(p, closing(p), c);
            default -> pattern[p] == c;
        };
    }

    /** Where the part of the pattern that matches one character ends. */
    private int end(int p) {
        return pattern[p] == '[' && closing(p) >= 0 ? closing(p) + 1 : p + 1;
    }

    /**
     * The bracket that closes a class; one that comes first in it stands for itself. Without any, the class is no
     * class.
     */
    private int closing(int open) {
        int i = open + 1;
        if (i < pattern.length && pattern[i] == '!') {
            i++;
        }
        if (i < pattern.length && pattern[i] == ']') {
            i++;
        }
        while (i < pattern.length && pattern[i] != ']') {
            i++;
        }
        return i < pattern.length ? i : -1;
    }

    private boolean matchesClass(int open, int close, int c) {
        boolean negated = pattern[open + 1] == '!';
        int i = negated ? open + 2 : open + 1;
        while (i < close) {
            boolean range = i + 2 < close && pattern[i + 1] == '-';
            int last = range ? pattern[i + 2] : pattern[i];
            if (c >= pattern[i] && c <= last) {
                return !negated;
            }
            i += range ? 3 : 1;
        }
        return negated;
    }
}
