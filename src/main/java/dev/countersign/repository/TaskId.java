package dev.countersign.repository;

import java.util.regex.Pattern;

/** The name of one submitted change on the wire: 32 lower-case hex digits, no dashes (RSTUF callers split on dashes). */
public record TaskId(String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    public TaskId {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("task id: " + hex + " (expected: 32 lower-case hex digits)");
        }
    }

    /** Whether the text has the form of a task id; anything else cannot name a task. */
    public static boolean isTaskId(String text) {
        return FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return hex;
    }
}
