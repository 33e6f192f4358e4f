package dev.countersign.cli;

import java.io.Console;
import java.util.Optional;

/** The person at the terminal. Questions go to the terminal itself, not to standard output. */
public final class ConsoleQuestions implements Questions {
    private final Console console;

    private ConsoleQuestions(Console console) {
        this.console = console;
    }

    /** Whoever is at the terminal; nobody when there is none. */
    @SuppressWarnings("SystemConsoleNull") // It still is null when standard input and output are not a terminal.
    public static Questions ofSystem() {
        var console = System.console();
        return console == null || !console.isTerminal() ? NONE : new ConsoleQuestions(console);
    }

    @Override
    public boolean possible() {
        return true;
    }

    @Override
    public Optional<String> line(String question) {
        return Optional.ofNullable(console.readLine("%s", question)).map(String::strip);
    }

    @Override
    public Optional<char[]> secret(String question) {
        return Optional.ofNullable(console.readPassword("%s", question));
    }
}
