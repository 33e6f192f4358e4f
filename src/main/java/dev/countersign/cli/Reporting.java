package dev.countersign.cli;

/** The options that say how a command speaks. Filled in by picocli. */
public interface Reporting {
    /** Whether the result is wanted as JSON. */
    boolean json();

    /** Whether failures are wanted with their stack traces. */
    boolean debug();

    /** The same one every time. */
    Terminal terminal();
}
