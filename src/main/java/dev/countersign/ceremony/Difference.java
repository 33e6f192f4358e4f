package dev.countersign.ceremony;

/**
 * One thing that a new version does differently from the one before.
 *
 * @param subject what it is about, such as {@code root key Alice (63d00ee3cf4f…)}
 * @param detail what it is now, and what it was
 */
public record Difference(Kind kind, String subject, String detail) {
    /** What happened to the subject. */
    public enum Kind {
        ADDED("+"),
        REMOVED("-"),
        CHANGED("~");

        private final String mark;

        Kind(String mark) {
            this.mark = mark;
        }

        /** One character, as in other tools that show differences. */
        public String mark() {
            return mark;
        }
    }

    static Difference added(String subject, String detail) {
        return new Difference(Kind.ADDED, subject, detail);
    }

    static Difference removed(String subject, String detail) {
        return new Difference(Kind.REMOVED, subject, detail);
    }

    static Difference changed(String subject, Object before, Object after) {
        return new Difference(Kind.CHANGED, subject, before + " -> " + after);
    }

    /** Such as {@code ~ root threshold: 2 -> 3}. */
    public String line() {
        return kind.mark() + " " + subject + (detail.isEmpty() ? "" : ": " + detail);
    }
}
