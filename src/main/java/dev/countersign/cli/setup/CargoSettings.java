package dev.countersign.cli.setup;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** {@code config.toml} of Cargo: the guard replaces the usual source, which leaves {@code Cargo.lock} as it is. */
final class CargoSettings implements LineSettings {
    private static final Set<String> OTHER_PLACES =
            Set.of("[source.crates-io]", "[source.countersign-guard]", "[registries.countersign-guard]");

    private static final String HTTP = "[http]";

    @Override
    public Path file(Machine machine) {
        var home = machine.place("CARGO_HOME").orElse(machine.home().resolve(".cargo"));
        var former = home.resolve("config");
        return Files.isRegularFile(former) ? former : home.resolve("config.toml");
    }

    @Override
    public String with(String text, Destination to) {
        var managed = ManagedLines.parse(text);
        var lines = managed.lines();
        var aside = new TreeSet<Integer>();
        for (var table : TomlText.tables(lines)) {
            if (OTHER_PLACES.contains(table.header())) {
                aside.addAll(TomlText.filled(lines, table));
            }
            if (to.authorityFile().isPresent() && table.header().equals(HTTP)) {
                throw new UnclearSettings("it has a table [http] already: write cainfo = \"" + to.authority()
                        + "\" there and leave out --ca, or set CARGO_HTTP_CAINFO");
            }
        }
        var block = block(to);
        return TomlText.checked(managed.with(block, lines.size(), aside));
    }

    private static List<String> block(Destination to) {
        var block = new ArrayList<>(List.of("[source.crates-io]", "replace-with = \"countersign-guard\""));
        var sparse = "sparse+" + to.registry() + "\"";
        to.secret()
                .ifPresentOrElse(
                        token -> block.addAll(List.of(
                                "[registries.countersign-guard]",
                                "index = \"" + sparse,
                                "token = \"" + token + "\"",
                                "credential-provider = \"cargo:token\"")),
                        () -> block.addAll(List.of("[source.countersign-guard]", "registry = \"" + sparse)));
        to.authorityFile().ifPresent(file -> block.addAll(List.of(HTTP, "cainfo = \"" + file + "\"")));
        return block;
    }

    @Override
    public List<String> besides(Destination to, Machine machine) {
        return Detours.otherAuthority(to, machine, "CARGO_HTTP_CAINFO");
    }

    @Override
    public List<String> detours(String text, Machine machine, URI registry) {
        var found = new ArrayList<>(
                Detours.variables(machine, registry, "CARGO_SOURCE_CRATES_IO_REPLACE_WITH", "CARGO_REGISTRY_DEFAULT"));
        TomlText.tables(ManagedLines.parse(text).lines()).stream()
                .filter(table -> table.header().startsWith("[registries."))
                .forEach(table ->
                        found.add(table.header() + ": crates that name this registry do not come from the guard"));
        return found;
    }
}
