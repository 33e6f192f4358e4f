package dev.countersign.tuf;

import java.util.List;

/** Member names that some TUF client sorts, or stores, differently from the others. */
final class PortableNames {
    private PortableNames() {}

    /** Checks the names of one object, sorted by code point. */
    static void check(List<String> sorted) {
        var previous = "";
        for (var name : sorted) {
            check(name);
            if (isFollowedByMark(previous, name)) {
                throw refused(name, "not another member's name followed by !");
            }
            previous = name;
        }
    }

    private static void check(String name) {
        if (name.isEmpty()) {
            throw refused(name, "at least one character");
        }
        if (name.equals("__proto__")) {
            throw refused(name, "not the name of a prototype");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == ' ' || c == '"' || c == '\\') {
                throw refused(name, "no space, quotation mark or backslash");
            }
        }
    }

    /** One client compares names with their closing quotation mark, which sorts after the exclamation mark. */
    private static boolean isFollowedByMark(String previous, String name) {
        return !previous.isEmpty()
                && name.length() > previous.length()
                && name.charAt(previous.length()) == '!'
                && name.startsWith(previous);
    }

    private static TufException.NotPortable refused(String name, String expected) {
        return new TufException.NotPortable(
                "member name " + new Json.Str(name).toText() + " (expected: " + expected + ")");
    }
}
