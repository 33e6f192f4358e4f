package dev.countersign.cli.setup;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The file that {@code go env -w} writes: one proxy, and nothing to fall back to. */
final class GoSettings implements LineSettings {
    private static final String PROXY = "GOPROXY";

    /** Patterns of modules that Go fetches from where they are. */
    private static final List<String> PRIVATE = List.of("GOPRIVATE", "GONOPROXY");

    @Override
    public Path file(Machine machine) {
        return machine.place("GOENV")
                .orElseGet(() -> configurations(machine).resolve("go").resolve("env"));
    }

    private static Path configurations(Machine machine) {
        return switch (machine.platform()) {
            case WINDOWS -> machine.appData();
            case MAC -> machine.home().resolve("Library/Application Support");
            case LINUX -> machine.xdgConfig();
        };
    }

    @Override
    public String with(String text, Destination to) {
        return ManagedLines.parse(text)
                .inPlaceOf(
                        line -> line.startsWith(PROXY + "="),
                        List.of(PROXY + "=" + to.address().replaceAll("/$", "")));
    }

    @Override
    public List<String> besides(Destination to, Machine machine) {
        return Detours.certificateFile(to, machine);
    }

    @Override
    public List<String> detours(String text, Machine machine, URI registry) {
        var found = new ArrayList<>(Detours.variables(machine, registry, PROXY));
        for (var name : PRIVATE) {
            machine.variable(name)
                    .or(() -> inFile(text, name))
                    .filter(value -> !value.equals("none"))
                    .ifPresent(value ->
                            found.add(name + " is " + value + ": modules like this do not come from the guard"));
        }
        return found;
    }

    private static Optional<String> inFile(String text, String name) {
        return ManagedLines.parse(text).lines().stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1).strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }
}
