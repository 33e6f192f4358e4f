package dev.countersign.cli.setup;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What leads past a guard, in sentences. */
final class Detours {
    private static final String CERTIFICATES = "SSL_CERT_FILE";

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
        return address.strip().replaceAll("^[\"']+|[/\"']+$", "").replaceFirst("//[^/@]*@", "//");
    }

    /** A variable that names another authority than the file does, and goes before it. */
    static List<String> otherAuthority(Destination to, Machine machine, String variable) {
        return to
                .authorityFile()
                .filter(file -> machine.place(variable)
                        .filter(other -> !other.equals(file.path()))
                        .isPresent())
                .map(file -> variable + " is set in the environment and goes before the file (expected: " + file
                        + ", or nothing)")
                .stream()
                .toList();
    }

    /** Some take authorities from the environment only. */
    static List<String> certificateFile(Destination to, Machine machine) {
        return to
                .authorityFile()
                .filter(file ->
                        machine.place(CERTIFICATES).filter(file.path()::equals).isEmpty())
                .map(file -> "the authority of the guard's certificate is for the environment to name: " + CERTIFICATES
                        + "=" + file.word() + ", or for the system to trust")
                .stream()
                .toList();
    }
}
