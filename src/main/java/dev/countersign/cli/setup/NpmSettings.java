package dev.countersign.cli.setup;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code .npmrc} of the user, which npm and pnpm share. */
final class NpmSettings implements LineSettings {
    private static final Pattern OPTION = Pattern.compile("\\s*([^#;=\\s][^=]*?)\\s*=\\s*(.*?)\\s*");
    private static final Pattern SCOPE = Pattern.compile("@[^:]+:registry");

    @Override
    public Path file(Machine machine) {
        return machine.place("NPM_CONFIG_USERCONFIG")
                .or(() -> machine.place("npm_config_userconfig"))
                .orElse(machine.home().resolve(".npmrc"));
    }

    @Override
    public String with(String text, Destination to) {
        var ours = options(to);
        var block = ours.entrySet().stream()
                .map(option -> option.getKey() + "=" + option.getValue())
                .toList();
        return ManagedLines.parse(text).inPlaceOf(line -> isOneOf(ours.keySet(), line), block);
    }

    private static SequencedMap<String, String> options(Destination to) {
        var options = new LinkedHashMap<String, String>();
        options.put("registry", to.registry().toString());
        // Lock files may name the registry itself: npm would go there.
        options.put("replace-registry-host", "always");
        to.authorityFile().ifPresent(file -> options.put("cafile", file.toString()));
        to.secret()
                .ifPresent(token ->
                        options.put(to.registry().toString().replaceFirst("^[a-z]+:", "") + ":_authToken", token));
        return options;
    }

    private static boolean isOneOf(Set<String> options, String line) {
        var option = OPTION.matcher(line);
        return option.matches() && options.contains(option.group(1));
    }

    @Override
    public List<String> besides(Destination to, Machine machine) {
        return Detours.otherAuthority(to, machine, "NPM_CONFIG_CAFILE");
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
