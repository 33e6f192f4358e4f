package dev.countersign.cli.check;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.UserFolder;
import dev.countersign.cli.Words;
import dev.countersign.cli.api.FirstRoot;
import dev.countersign.cli.api.MetadataOption;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.RepositoryView;
import dev.countersign.client.Transport;
import dev.countersign.client.TrustStore;
import dev.countersign.client.TufClient;
import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.Ecosystem;
import dev.countersign.packages.TargetNames;
import dev.countersign.packages.lock.LockFormat;
import dev.countersign.packages.lock.LockedPackage;
import dev.countersign.tuf.TufException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign check}: what lock files pin, compared with what a repository has signed. */
@Command(
        name = "check",
        description = {
            "Check lock files against signed metadata, without a proxy and without downloading a package: every file"
                    + " that they pin must be signed, with the hash they pin. What is not signed, differs or cannot be"
                    + " judged is named.",
            "Reads package-lock.json, npm-shrinkwrap.json, pnpm-lock.yaml, uv.lock, poetry.lock, requirements.txt with"
                    + " hashes, Cargo.lock, Gemfile.lock with CHECKSUMS and go.sum.",
            "Ends with 0 when all is verified, 5 when something is not signed or differs, 1 when something cannot be"
                    + " judged (git, files, addresses, no hash).",
            "The first time, say which root to trust with --root; later runs remember it."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class CheckCommand implements Callable<Integer> {
    private static final int AT_ONCE = 16;

    @Parameters(paramLabel = "LOCKFILE", arity = "1..*", description = "Lock files, told apart by their names.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "What the files are, whatever their names: npm, pnpm, uv, poetry, pip, cargo, bundler or go.")
    private @Nullable LockFormat format;

    @Option(
            names = "--prefix",
            paramLabel = "ECOSYSTEM=PREFIX",
            description =
                    "Below which folder an ecosystem's files are signed, such as pypi=internal/pypi; may be empty."
                            + " Default: its name (pypi, npm, gems, cargo, go)")
    private Map<String, String> prefixes = new LinkedHashMap<>();

    @Option(
            names = "--allow",
            paramLabel = "NAME",
            description = "A package that may stand in a lock file though it cannot be judged; it is still named.")
    private List<String> allowed = new ArrayList<>();

    @Option(
            names = "--pypi",
            paramLabel = "URL",
            description =
                    "A simple index that says which files a version has; requirements.txt pins hashes without names."
                            + " Nothing of it is trusted. Default: only usual names of wheels and archives are tried")
    private @Nullable String pypi;

    @Option(
            names = "--root",
            paramLabel = "FILE",
            description = "Root metadata to trust, from a source you trust; any version of it will do.")
    private @Nullable Path root;

    @Option(
            names = "--trust-on-first-use",
            description = "Without --root, trust the first root the repository shows, and print its fingerprint.")
    private boolean trustOnFirstUse;

    @Mixin
    private MetadataOption metadata = new MetadataOption();

    @Option(
            names = "--trust-store",
            paramLabel = "FOLDER",
            description = "Where to remember what is trusted. Default: $XDG_DATA_HOME/countersign")
    private @Nullable Path trustStore;

    @Mixin
    private ServerOptions options = new ServerOptions();

    /** A lock file that has been read. */
    private record ReadLock(Path file, LockFormat format, TargetNames names, List<LockedPackage> locked) {}

    @Override
    public Integer call() {
        var locks = files.stream().map(this::read).toList();
        var terminal = options.terminal();
        var address = metadata.address(options);
        try (var http = options.http(address);
                var store = TrustStore.open(trustStore == null ? UserFolder.DATA.path() : trustStore, address)) {
            var source = options.metadata(http, address);
            terminal.progress("Checking metadata");
            var first = FirstRoot.trusted(root, store, trustOnFirstUse, source, terminal);
            var view = new TufClient(source, store, first).refresh();
            var names = fileNames(http);
            var report = new CheckReport(
                    locks.stream().map(lock -> checked(lock, view, names)).toList());
            terminal.result(report.json(), report.text());
            return report.exit().code();
        }
    }

    private ReadLock read(Path file) {
        var which = format == null
                ? LockFormat.ofFile(file.getFileName().toString())
                        .orElseThrow(() -> new CliFailure.Misused(
                                file + ": which format is it? --format says it; known are " + LockFormat.names()))
                : format;
        try {
            return new ReadLock(
                    file,
                    which,
                    names(which.ecosystem()),
                    which.read(Bytes.wrap(SmallFile.read(file, LockFormat.MOST_BYTES))));
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused(file + ": " + e.getMessage());
        }
    }

    private TargetNames names(Ecosystem ecosystem) {
        for (var name : prefixes.keySet()) {
            if (Ecosystem.find(name).isEmpty()) {
                throw new CliFailure.Misused(
                        "--prefix: '" + name + "' (expected: one of " + Ecosystem.NAMES + ", and =PREFIX)");
            }
        }
        try {
            return new TargetNames(ecosystem, prefixes.getOrDefault(ecosystem.wireName(), ecosystem.wireName()));
        } catch (TufException.InvalidName e) {
            throw new CliFailure.Misused("--prefix: " + e.getMessage());
        }
    }

    private VersionFiles fileNames(Transport http) {
        return pypi == null
                ? new VersionFiles.Usual()
                : new VersionFiles.Listed(http, ServerOptions.address("--pypi", pypi));
    }

    private CheckedLock checked(ReadLock lock, RepositoryView view, VersionFiles fileNames) {
        var signed = new SignedFiles(view, lock.names(), fileNames);
        var done = new AtomicInteger();
        var verdicts = lock.locked().stream()
                .gather(Gatherers.mapConcurrent(AT_ONCE, locked -> {
                    var verdict = signed.judge(locked);
                    show(options.terminal(), lock, done.incrementAndGet());
                    return verdict;
                }))
                .toList();
        return new CheckedLock(lock.file(), lock.format(), verdicts, allowed);
    }

    private static void show(Terminal terminal, ReadLock lock, int done) {
        terminal.progress(lock.file() + ": " + Words.number(done) + " of "
                + Words.number(lock.locked().size()));
    }
}
