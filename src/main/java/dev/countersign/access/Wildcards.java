package dev.countersign.access;

/** Whether one shell pattern matches all that another does, segment by segment. */
final class Wildcards {
    private Wildcards() {}

    /** True only when it is certain; false also when it is merely hard to tell. */
    static boolean cover(String wider, String narrower) {
        var wide = wider.split("/", -1);
        var narrow = narrower.split("/", -1);
        if (wide.length != narrow.length) {
            return false;
        }
        for (int i = 0; i < wide.length; i++) {
            if (!segment(wide[i].codePoints().toArray(), narrow[i].codePoints().toArray())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Matches the narrower pattern like a text, in which a star is matched by a star only, and a question mark by a star
     * or a question mark. Goes back to the last star only, as in matching.
     */
    private static boolean segment(int[] wide, int[] narrow) {
        int w = 0;
        int n = 0;
        int star = -1;
        int starNarrow = 0;
        while (n < narrow.length) {
            if (w < wide.length && wide[w] == '*') {
                star = w++;
                starNarrow = n;
            } else if (w < wide.length && one(wide[w], narrow[n])) {
                w++;
                n++;
            } else if (star >= 0) {
                w = star + 1;
                n = ++starNarrow;
            } else {
                return false;
            }
        }
        while (w < wide.length && wide[w] == '*') {
            w++;
        }
        return w == wide.length;
    }

    private static boolean one(int wide, int narrow) {
        return narrow != '*' && (wide == '?' || wide == narrow);
    }
}
