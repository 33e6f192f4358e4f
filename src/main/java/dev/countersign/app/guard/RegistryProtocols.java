package dev.countersign.app.guard;

import dev.countersign.guard.GuardedRegistry;
import dev.countersign.guard.PackageProtocol;
import dev.countersign.guard.cargo.CargoProtocol;
import dev.countersign.guard.files.FilesProtocol;
import dev.countersign.guard.gems.GemsProtocol;
import dev.countersign.guard.go.GoProtocol;
import dev.countersign.guard.maven.MavenProtocol;
import dev.countersign.guard.npm.NpmProtocol;
import dev.countersign.guard.python.SimpleProtocol;
import dev.countersign.packages.Ecosystem;

/** The protocol of each kind of registry. */
final class RegistryProtocols {
    private RegistryProtocols() {}

    static PackageProtocol protocol(Ecosystem kind, GuardedRegistry registry) {
        return switch (kind) {
            case FILES -> new FilesProtocol(registry);
            case PYPI -> new SimpleProtocol(registry);
            case NPM -> new NpmProtocol(registry);
            case MAVEN -> new MavenProtocol(registry);
            case GEMS -> new GemsProtocol(registry);
            case CARGO -> new CargoProtocol(registry);
            case GO -> new GoProtocol(registry);
        };
    }
}
