package dev.countersign.repository;

/** The name of one submitted change on the wire: 32 lower-case hex digits, no dashes (RSTUF callers split on dashes). */
public record TaskId(String hex) {
    private static final int LENGTH = 32;

    public TaskId {
        if (!isTaskId(hex)) {
            throw new IllegalArgumentException("task id: " + hex + " (expected: 32 lower-case hex digits)");
        }
    }

    /** Whether the text has the form of a task id; anything else cannot name a task. */
    public static boolean isTaskId(String text) {
        if (text.length() != LENGTH) {
            return false;
        }
        for (int at = 0; at < LENGTH; at++) {
            if (!isDigit(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    @Override
    public String toString() {
        return hex;
    }
}
