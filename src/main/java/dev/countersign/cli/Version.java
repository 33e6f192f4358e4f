package dev.countersign.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest, or {@code development} for classes that run outside a jar. */
public final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"countersign " + (version == null ? "development" : version)};
    }
}
