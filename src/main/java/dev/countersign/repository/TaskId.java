package dev.countersign.repository;

import dev.countersign.json.Ascii;

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
        return text.length() == LENGTH && Ascii.isLowerCaseHex(text);
    }

    @Override
    public String toString() {
        return hex;
    }
}
