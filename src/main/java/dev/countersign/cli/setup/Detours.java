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

    /** Whether an address is that of the guard, with or without a slash at its end. */
    static boolean isGuard(String address, URI registry) {
        return bare(address).endsWith(bare(registry.toString()));
    }

    private static String bare(String address) {
        return address.strip().replaceAll("[/\"']+$", "");
    }
}
