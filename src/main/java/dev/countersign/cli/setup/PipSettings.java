package dev.countersign.cli.setup;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** {@code pip.conf}, or {@code pip.ini} on Windows. */
final class PipSettings implements LineSettings {
    private static final Pattern SECTION = Pattern.compile("\\s*\\[([^\\]]*)].*");
    private static final Pattern OPTION = Pattern.compile("(?:--)?([A-Za-z][A-Za-z0-9_-]*)\\s*[=:].*");
    /** In any section: one for a single command goes before the global one. */
    private static final Set<String> OTHER_PLACES = Set.of("index-url", "extra-index-url", "no-index", "find-links");

    @Override
    public Path file(Machine machine) {
        return machine.place("PIP_CONFIG_FILE").orElseGet(() -> switch (machine.platform()) {
            case WINDOWS -> machine.appData().resolve("pip").resolve("pip.ini");
            case MAC -> mac(machine);
            case LINUX -> machine.xdgConfig().resolve("pip").resolve("pip.conf");
        });
    }

    private static Path mac(Machine machine) {
        var library = machine.home().resolve("Library/Application Support/pip");
        return Files.isDirectory(library)
                ? library.resolve("pip.conf")
                : machine.home().resolve(".config/pip/pip.conf");
    }

    @Override
    public String with(String text, Destination to) {
        var managed = ManagedLines.parse(text);
        var lines = managed.lines();
        var aside = new TreeSet<Integer>();
        var section = "";
        int global = -1;
        var setAside = false;
        for (int line = 0; line < lines.size(); line++) {
            var header = SECTION.matcher(lines.get(line));
            if (header.matches()) {
                section = header.group(1).strip();
                global = section.equals("global") && global < 0 ? line : global;
                setAside = false;
            } else {
                setAside = goesOn(lines.get(line)) ? setAside : isSetAside(lines.get(line), section, to);
                if (setAside) {
                    aside.add(line);
                }
            }
        }
        var block = block(to);
        if (global < 0) {
            block.addFirst("[global]");
        }
        return managed.with(block, global < 0 ? lines.size() : global + 1, aside);
    }

    private static List<String> block(Destination to) {
        var block = new ArrayList<String>();
        block.add("index-url = " + to.address());
        if (needsTrust(to.registry())) {
            block.add("trusted-host = " + to.registry().getAuthority());
        }
        to.authorityFile().ifPresent(file -> block.add("cert = " + file));
        return block;
    }

    /** pip takes no plain HTTP from other machines unless it is told to. */
    private static boolean needsTrust(URI registry) {
        return "http".equals(registry.getScheme())
                && !registry.getHost().equals("localhost")
                && !registry.getHost().startsWith("127.");
    }

    private static boolean goesOn(String line) {
        return !line.isBlank() && Character.isWhitespace(line.charAt(0));
    }

    private static boolean isSetAside(String line, String section, Destination to) {
        var option = OPTION.matcher(line);
        if (!option.matches()) {
            return false;
        }
        var name = option.group(1).toLowerCase(Locale.ROOT).replace('_', '-');
        return OTHER_PLACES.contains(name)
                || (name.equals("cert") && to.authorityFile().isPresent())
                || (name.equals("trusted-host") && section.equals("global") && needsTrust(to.registry()));
    }

    @Override
    public List<String> besides(Destination to, Machine machine) {
        return Detours.otherAuthority(to, machine, "PIP_CERT");
    }

    @Override
    public List<String> detours(String text, Machine machine, URI registry) {
        return Detours.variables(
                machine, registry, "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX");
    }
}
