package dev.countersign.cli.setup;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What leads past a guard, in sentences. */
final class Detours {
    private Detours() {}

    /** Variables that go before the file and say something else. */
    static List<String> variables(Machine machine, URI registry, String... names) {
        var found = new ArrayList<String>();
        for (var name : names) {
            machine.variable(name)
                    .filter(value -> !isGuard(value, registry))
                    .ifPresent(value ->
                            found.add(name + " is set in the environment (" + value + ") and goes before the file"));
        }
        return found;
    }

    /** Whether a value is the address of the guard and nothing else, with or without a slash at its end, quoted or not. */
    static boolean isGuard(String value, URI registry) {
        return bare(value).equals(bare(registry.toString()));
    }

    private static String bare(String address) {
        return address.strip().replaceAll("^[\"']+|[/\"']+$", "");
    }
}
