package dev.countersign.cli.setup;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** {@code .gemrc}, a YAML file. */
final class GemSettings implements LineSettings {
    private static final Pattern AUTHORITY = Pattern.compile(":?\"?'?:?ssl_ca_cert\"?'?:.*");
    private static final Pattern SOURCES = Pattern.compile(":?\"?'?:?sources\"?'?:.*");

    @Override
    public Path file(Machine machine) {
        var usual = machine.home().resolve(".gemrc");
        var newer = machine.xdgConfig().resolve("gem").resolve("gemrc");
        return !Files.exists(usual) && Files.exists(newer) ? newer : usual;
    }

    @Override
    public String with(String text, Destination to) {
        var managed = ManagedLines.parse(text);
        var lines = managed.lines();
        var aside = new TreeSet<Integer>();
        var sources = false;
        for (int line = 0; line < lines.size(); line++) {
            var each = lines.get(line);
            sources = SOURCES.matcher(each).matches()
                    || (sources
                            && !each.isBlank()
                            && (each.startsWith(" ") || (each.startsWith("-") && !each.startsWith("---"))));
            if (sources
                    || (to.authorityFile().isPresent()
                            && AUTHORITY.matcher(each).matches())) {
                aside.add(line);
            }
        }
        var block = new ArrayList<>(List.of(":sources:", "- " + to.address()));
        to.authorityFile().ifPresent(file -> block.add(":ssl_ca_cert: \"" + file + "\""));
        return managed.with(block, lines.size(), aside);
    }

    @Override
    public List<String> detours(String text, Machine machine, URI registry) {
        return Detours.variables(machine, registry, "GEMRC");
    }
}
