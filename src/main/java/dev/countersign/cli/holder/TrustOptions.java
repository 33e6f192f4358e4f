package dev.countersign.cli.holder;

import dev.countersign.ceremony.RootChain;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.UserFolder;
import dev.countersign.cli.api.FirstRoot;
import dev.countersign.cli.api.MetadataOption;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.MetadataSource;
import dev.countersign.client.NewerRoots;
import dev.countersign.client.Transport;
import dev.countersign.client.TrustStore;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.RootSuccession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which root a holder trusts, and where the roots after it are. Filled in by picocli. */
public final class TrustOptions {
    @Option(
            names = "--root",
            paramLabel = "FILE",
            description = "Root that you trust, such as your own copy of 1.root.json; repeat it for roots that follow.")
    private List<Path> roots = new ArrayList<>();

    @Mixin
    private MetadataOption metadata = new MetadataOption();

    @Option(
            names = "--trust-store",
            paramLabel = "FOLDER",
            description = "Where 'download' remembers what is trusted; used without --root. Default:"
                    + " $XDG_DATA_HOME/countersign")
    private @Nullable Path trustStore;

    @Option(
            names = "--trust-on-first-use",
            description = "Without any trusted root, trust the one that comes, and show its digest.")
    private boolean trustOnFirstUse;

    public MetadataSource source(Transport http, ServerOptions options) {
        return options.metadata(http, metadata.address(options));
    }

    /** The verified roots from the trusted one to the newest published; empty when no root is trusted. */
    public Optional<RootChain> published(MetadataSource source, ServerOptions options) {
        return first(source, options).map(chain -> followed(chain, source));
    }

    private Optional<RootChain> first(MetadataSource source, ServerOptions options) {
        var given = given();
        if (given.isPresent()) {
            return given;
        }
        var known = remembered(options);
        if (known.isPresent()) {
            return known.map(RootChain::startingFrom);
        }
        return trustOnFirstUse
                ? FirstRoot.shown(source, options.terminal()).map(RootChain::startingFrom)
                : Optional.empty();
    }

    private Optional<Bytes> remembered(ServerOptions options) {
        var folder = trustStore == null ? UserFolder.DATA.path() : trustStore;
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (var store = TrustStore.open(folder, metadata.address(options))) {
            return store.root();
        }
    }

    /** The roots given with {@code --root}, verified one by the other; empty when none is given. */
    public Optional<RootChain> given() {
        if (roots.isEmpty()) {
            return Optional.empty();
        }
        var files = roots.stream().map(PayloadFile::bytes).toList();
        return Optional.of(RootChain.startingFrom(files.getFirst()).continuedBy(files.subList(1, files.size())));
    }

    /** The roots of a bundle, from the trusted one on. */
    public Optional<RootChain> carried(List<Bytes> files, Terminal terminal) {
        var given = given();
        if (given.isPresent()) {
            return given.map(chain -> chain.continuedBy(files));
        }
        if (files.isEmpty() || !trustOnFirstUse) {
            return Optional.empty();
        }
        var chain = RootChain.startingFrom(files.getFirst());
        FirstRoot.warn(files.getFirst(), "the bundle", terminal);
        return Optional.of(chain.continuedBy(files));
    }

    private static RootChain followed(RootChain trusted, MetadataSource source) {
        var chain = new AtomicReference<>(trusted);
        NewerRoots.read(
                source,
                RootSuccession.versionAfter(trusted.newest().signed()),
                (name, file) -> chain.set(chain.get().followedBy(file)));
        return chain.get();
    }

    public static CliFailure.Misused untrusting(String what) {
        return new CliFailure.Misused("what does " + what + " follow? Give a root that you trust with --root FILE, from"
                + " your own copy, or --trust-on-first-use");
    }
}
