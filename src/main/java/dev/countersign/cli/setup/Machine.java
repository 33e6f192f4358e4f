package dev.countersign.cli.setup;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where package managers look for what configures them.
 *
 * @param home what the environment says
 * @param javaHome what Java programs take for the user's home, whatever the environment says
 * @param folder the one that the user is in
 */
record Machine(Platform platform, Map<String, String> environment, Path home, Path javaHome, Path folder) {

    enum Platform {
        LINUX,
        MAC,
        WINDOWS;

        /** @param name as the property {@code os.name} has it */
        static Platform named(String name) {
            var lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("windows")) {
                return WINDOWS;
            }
            return lower.startsWith("mac") ? MAC : LINUX;
        }
    }

    static Machine here() {
        var environment = System.getenv();
        var javaHome = System.getProperty("user.home", ".");
        return new Machine(
                Platform.named(System.getProperty("os.name", "")),
                environment,
                Path.of(environment.getOrDefault("HOME", javaHome)),
                Path.of(javaHome),
                Path.of("").toAbsolutePath());
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The place that a variable names; empty when it names none. */
    Optional<Path> place(String variable) {
        return variable(variable).map(folder::resolve);
    }

    /** {@code ~/.config}, or where the user has it. */
    Path xdgConfig() {
        return place("XDG_CONFIG_HOME").orElse(home.resolve(".config"));
    }

    /** Where programs of Windows keep what configures them. */
    Path appData() {
        return place("APPDATA").orElse(home.resolve("AppData").resolve("Roaming"));
    }

    /** A program of one of these names, the first that is in the path; empty when none is installed. */
    Optional<Path> program(List<String> names) {
        return names.stream().flatMap(name -> inPath(name).stream()).findFirst();
    }

    private Optional<Path> inPath(String name) {
        var ends = platform == Platform.WINDOWS ? new String[] {".exe", ".cmd", ".bat"} : new String[] {""};
        return Arrays.stream(variable("PATH").orElse("").split(File.pathSeparator, -1))
                .filter(entry -> !entry.isEmpty())
                .flatMap(entry ->
                        Arrays.stream(ends).map(end -> folder.resolve(entry).resolve(name + end)))
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
