package dev.countersign.cli.setup;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code .npmrc} of the user, which npm and pnpm share. */
final class NpmSettings implements LineSettings {
    private static final Pattern OPTION = Pattern.compile("\\s*([^#;=\\s][^=]*?)\\s*=\\s*(.*?)\\s*");
    private static final Set<String> OURS = Set.of("registry", "replace-registry-host");
    private static final Pattern SCOPE = Pattern.compile("@[^:]+:registry");

    @Override
    public Path file(Machine machine) {
        return machine.place("NPM_CONFIG_USERCONFIG")
                .or(() -> machine.place("npm_config_userconfig"))
                .orElse(machine.home().resolve(".npmrc"));
    }

    @Override
    public String with(String text, URI registry) {
        // Lock files may name the registry itself: npm would go there.
        var block = List.of("registry=" + registry, "replace-registry-host=always");
        return ManagedLines.parse(text).inPlaceOf(NpmSettings::isOurs, block);
    }

    private static boolean isOurs(String line) {
        var option = OPTION.matcher(line);
        return option.matches() && OURS.contains(option.group(1));
    }

    @Override
    public List<String> detours(String text, Machine machine, URI registry) {
        var found = new ArrayList<>(Detours.variables(machine, registry, "NPM_CONFIG_REGISTRY", "npm_config_registry"));
        for (var line : ManagedLines.parse(text).lines()) {
            var option = OPTION.matcher(line);
            if (option.matches()
                    && SCOPE.matcher(option.group(1)).matches()
                    && !Detours.isGuard(option.group(2), registry)) {
                found.add(option.group(1) + " is " + option.group(2)
                        + ": packages of this scope do not come from the guard");
            }
        }
        return found;
    }
}
