package dev.countersign.client;

/**
 * Something that a monitor tells of a repository.
 *
 * @param about the file, role or target
 * @param text a sentence
 */
public record Observation(Severity severity, String about, String text) {

    /** How bad it is. */
    public enum Severity {
        /** Clients refuse something, or what was published has changed. */
        PROBLEM,
        /** Clients will refuse something soon, or some clients do already. */
        WARNING,
        /** Worth knowing. */
        NOTE
    }
}
