package dev.countersign.cli;

import java.nio.file.Path;
import java.util.Map;

/** Where programs keep things for the user who runs them (XDG Base Directory Specification). */
public enum UserFolder {
    /** What the user has chosen, secrets included. */
    CONFIG("XDG_CONFIG_HOME", ".config"),
    /** What must not be lost, such as what is trusted. */
    DATA("XDG_DATA_HOME", ".local/share"),
    /** What may be lost. */
    STATE("XDG_STATE_HOME", ".local/state");

    private final String variable;
    private final String usual;

    UserFolder(String variable, String usual) {
        this.variable = variable;
        this.usual = usual;
    }

    /** The folder of Countersign; it need not be there. */
    public Path path() {
        return path(System.getenv(), System.getProperty("user.home", "."));
    }

    /**
     * Relative paths in the variables are to be ignored, says the specification.
     *
     * @param home where nothing else says so
     */
    Path path(Map<String, String> environment, String home) {
        var set = Path.of(environment.getOrDefault(variable, ""));
        var base = set.isAbsolute() ? set : Path.of(environment.getOrDefault("HOME", home), usual);
        return base.resolve("countersign");
    }
}
