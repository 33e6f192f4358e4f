package dev.countersign.cli.setup;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The package managers that can be told to ask a guard. */
enum PackageClient {
    PIP("pypi/simple/", new PipSettings(), new PipProof()),
    UV("pypi/simple/", new UvSettings(), new UvProof()),
    NPM("npm/", new NpmSettings(), new NpmProof()),
    PNPM("npm/", new NpmSettings(), new PnpmProof()),
    MAVEN("maven/", new MavenSettings(), new MavenProof()),
    GEM("gems/", new GemSettings(), new GemProof()),
    BUNDLER("gems/", new BundlerSettings(), new BundlerProof()),
    CARGO("cargo/", new CargoSettings(), new CargoProof()),
    GO("go/", new GoSettings(), new GoProof());

    /** All names, for people. */
    static final String NAMES = Arrays.stream(values()).map(PackageClient::word).collect(Collectors.joining(", "));

    private final String place;

    @SuppressWarnings("ImmutableEnumChecker") // Without state.
    private final Configuration configuration;

    @SuppressWarnings("ImmutableEnumChecker") // Without state.
    private final Proof proof;

    PackageClient(String place, Configuration configuration, Proof proof) {
        this.place = place;
        this.configuration = configuration;
        this.proof = proof;
    }

    /** As it is written on a command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where its registry is behind a guard. */
    URI registry(URI guard) {
        return URI.create(guard + "/" + place);
    }

    Configuration configuration() {
        return configuration;
    }

    Proof proof() {
        return proof;
    }

    boolean sharesFile(PackageClient other, Machine machine) {
        return configuration.file(machine).equals(other.configuration.file(machine));
    }

    /** The configuration of one package manager: where it is, and how our part gets into it and out. Pure but for the names. */
    interface Configuration {
        /** The file that a user's settings are in; it need not be there. */
        Path file(Machine machine);

        /**
         * A configuration in which the package manager asks the guard and nobody else. One that does so already comes out as
         * it is, unless the address is another one.
         *
         * @param text empty when there is no file
         * @throws UnclearSettings when there is something in it that cannot be set aside
         */
        String with(String text, Destination to);

        /** What the configuration cannot say, and the user has to do besides: a sentence for each. */
        default List<String> besides(Destination to, Machine machine) {
            return List.of();
        }

        /** The configuration of before. */
        String without(String text);

        /** Whether our part is in it. */
        boolean isIn(String text);

        /** What still leads past the guard, in the file or the environment: a sentence for each. */
        List<String> detours(String text, Machine machine, URI registry);
    }

    /** How a package manager is made to ask for something that a guard always refuses. */
    interface Proof {
        /** The names of its program, the best first. */
        List<String> programs();

        /**
         * What to run, in the folder that the user is in, so that what configures the project counts.
         *
         * @param scratch an empty folder, for what has to be written
         */
        Trial trial(String program, String canary, Path scratch, Machine machine) throws IOException;
    }
}
