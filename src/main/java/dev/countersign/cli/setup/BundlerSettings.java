package dev.countersign.cli.setup;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code ~/.bundle/config}: one mirror for every source, so that neither Gemfile nor lock file has to be changed. */
final class BundlerSettings implements LineSettings {
    /** With the time after which Bundler would go to the source itself. */
    private static final String MIRROR = "BUNDLE_MIRROR__ALL";

    private static final String AUTHORITY = "BUNDLE_SSL_CA_CERT";

    @Override
    public Path file(Machine machine) {
        return machine.place("BUNDLE_USER_CONFIG")
                .or(() -> machine.place("BUNDLE_USER_HOME").map(folder -> folder.resolve("config")))
                .orElse(machine.home().resolve(".bundle").resolve("config"));
    }

    @Override
    public String with(String text, Destination to) {
        var block = new ArrayList<>(List.of(MIRROR + ": \"" + to.address() + "\""));
        to.authorityFile().ifPresent(file -> block.add(AUTHORITY + ": \"" + file + "\""));
        return ManagedLines.parse(text)
                .inPlaceOf(
                        line -> line.startsWith(MIRROR)
                                || (to.authorityFile().isPresent() && line.startsWith(AUTHORITY + ":")),
                        block);
    }

    @Override
    public List<String> besides(Destination to, Machine machine) {
        return Detours.otherAuthority(to, machine, AUTHORITY);
    }

    @Override
    public List<String> detours(String text, Machine machine, URI registry) {
        return Detours.variables(machine, registry, MIRROR, MIRROR + "__FALLBACK_TIMEOUT");
    }
}
