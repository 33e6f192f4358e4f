package dev.countersign.json;

import java.util.List;
import java.util.Optional;

/**
 * Names that some TUF client sorts differently from the others, so that it computes other canonical bytes and refuses the
 * signature: the one rule for members of {@code custom} and for target paths. {@code docs/names.md} has the trial.
 *
 * <p>The order is that of code points. tuf-js and sigstore-java compare UTF-16 units, and put what is beyond U+FFFF
 * before U+E000 to U+FFFF. tough compares the names as they are written, with their closing quotation mark, and puts
 * {@code a!} before {@code a}.
 */
public final class NameOrder {
    private static final int LAST_OF_BMP = 0xFFFF;

    private NameOrder() {}

    /** Checks the names of one object, sorted by code point: no client may sort these otherwise. */
    public static void check(List<String> sorted) {
        var previous = "";
        for (var name : sorted) {
            if (name.isEmpty()) {
                throw refused(name, "at least one character");
            }
            if (isPrototype(name)) {
                throw refused(name, "not the name of a prototype");
            }
            if (!previous.isEmpty()
                    && (previous.compareTo(name) > 0 || CodePoints.compare(written(previous), written(name)) > 0)) {
                throw refused(name, "a name that every client sorts behind " + Printable.quoted(previous));
            }
            previous = name;
        }
    }

    /**
     * The first character of a name that one of the first clients above sorts differently from another name, whatever
     * that is: for names that meet others nobody knows yet.
     */
    public static Optional<Integer> unsortable(String name) {
        // A stream takes many times as long, and every path that is added comes here.
        for (int at = 0; at < name.length(); at++) {
            int c = name.codePointAt(at);
            if (c > LAST_OF_BMP) {
                return Optional.of(c);
            }
        }
        return Optional.empty();
    }

    /** Whether assigning to it changes what an object in JavaScript is. */
    public static boolean isPrototype(String name) {
        return name.equals("__proto__");
    }

    /** As it stands in canonical JSON, but for the opening quotation mark. */
    private static String written(String name) {
        return name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static JsonException.NotPortable refused(String name, String expected) {
        return new JsonException.NotPortable("member name " + Printable.quoted(name) + " (expected: " + expected + ")");
    }
}
