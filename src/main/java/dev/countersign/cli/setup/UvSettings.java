package dev.countersign.cli.setup;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** {@code uv.toml}. Indexes that are for named packages only ({@code explicit = true}) stay, and are told of. */
final class UvSettings implements LineSettings {
    private static final Set<String> OTHER_PLACES =
            Set.of("index-url", "extra-index-url", "index", "find-links", "no-index");

    private static final Pattern EXPLICIT = Pattern.compile("\\s*explicit\\s*=\\s*true.*");

    @Override
    public Path file(Machine machine) {
        return machine.place("UV_CONFIG_FILE")
                .orElseGet(
                        () -> (machine.platform() == Machine.Platform.WINDOWS ? machine.appData() : machine.xdgConfig())
                                .resolve("uv")
                                .resolve("uv.toml"));
    }

    @Override
    public String with(String text, Destination to) {
        var managed = ManagedLines.parse(text);
        var lines = managed.lines();
        var aside = new TreeSet<Integer>();
        for (var table : TomlText.tables(lines)) {
            if (table.header().equals("[[index]]") && !isExplicit(lines, table)) {
                aside.addAll(TomlText.filled(lines, table));
            } else if (table.header().isEmpty() || table.header().equals("[pip]")) {
                aside.addAll(TomlText.values(lines, table, OTHER_PLACES::contains));
            }
        }
        var block = List.of("[[index]]", "url = \"" + to.address() + "\"", "default = true");
        return TomlText.checked(managed.with(block, lines.size(), aside));
    }

    @Override
    public List<String> besides(Destination to, Machine machine) {
        return Detours.certificateFile(to, machine);
    }

    private static boolean isExplicit(List<String> lines, TomlText.Table table) {
        return lines.subList(table.from(), table.to()).stream()
                .anyMatch(line -> EXPLICIT.matcher(line).matches());
    }

    @Override
    public List<String> detours(String text, Machine machine, URI registry) {
        var found = new ArrayList<>(Detours.variables(
                machine,
                registry,
                "UV_DEFAULT_INDEX",
                "UV_INDEX",
                "UV_INDEX_URL",
                "UV_EXTRA_INDEX_URL",
                "UV_FIND_LINKS",
                "UV_NO_CONFIG"));
        var lines = ManagedLines.parse(text).lines();
        if (TomlText.tables(lines).stream()
                .anyMatch(table -> table.header().equals("[[index]]") && isExplicit(lines, table))) {
            found.add("an index with explicit = true: packages that name it do not come from the guard");
        }
        return found;
    }
}
