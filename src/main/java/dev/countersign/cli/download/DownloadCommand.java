package dev.countersign.cli.download;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.UserFolder;
import dev.countersign.cli.Words;
import dev.countersign.cli.api.FirstRoot;
import dev.countersign.cli.api.MetadataOption;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.ClientException;
import dev.countersign.client.ContentHash;
import dev.countersign.client.HttpTargets;
import dev.countersign.client.RepositoryView;
import dev.countersign.client.TargetFiles;
import dev.countersign.client.TrustStore;
import dev.countersign.client.TufClient;
import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TufException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign download}: fetches artifacts as a TUF client does, and keeps only what passes every check. */
@Command(
        name = "download",
        description = {
            "Download artifacts, or check local files, against the repository's signed metadata.",
            "The first time, say which root to trust with --root; later runs remember it."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class DownloadCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "1..*", description = "Paths in the repository.")
    private List<String> names = new ArrayList<>();

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

    @Option(names = "--artifact-url", paramLabel = "URL", description = "Where the files are.")
    private @Nullable String artifactUrl;

    @Option(names = "--hash-prefix", description = "The names of the files begin with their hash: dir/HASH.name")
    private boolean hashPrefix;

    @Option(
            names = "--output-dir",
            paramLabel = "FOLDER",
            description = "Where to put the files. Default: the current folder")
    private Path outputDir = Path.of("");

    @Option(
            names = "--verify-only",
            paramLabel = "FILE",
            description = "Download nothing; check that this file is NAME.")
    private @Nullable Path verifyOnly;

    @Option(
            names = "--trust-store",
            paramLabel = "FOLDER",
            description = "Where to remember what is trusted. Default: $XDG_DATA_HOME/countersign")
    private @Nullable Path trustStore;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var terminal = options.terminal();
        var paths = paths();
        var artifacts = artifactAddress();
        var address = metadata.address(options);
        try (var http = options.http(address);
                var store = TrustStore.open(trustStore == null ? UserFolder.DATA.path() : trustStore, address)) {
            var source = options.metadata(http, address);
            terminal.progress("Checking metadata");
            var first = FirstRoot.trusted(root, store, trustOnFirstUse, source, terminal);
            var view = new TufClient(source, store, first).refresh();
            var found = find(paths, view);
            if (verifyOnly != null) {
                return verified(verifyOnly, found, terminal);
            }
            return download(found, new TargetFiles(new HttpTargets(http, artifacts), hashPrefix), terminal);
        }
    }

    private List<TargetPath> paths() {
        if (verifyOnly != null && names.size() != 1) {
            throw new CliFailure.Misused("--verify-only checks one file, but " + names.size() + " names are given");
        }
        try {
            return names.stream().map(TargetPath::new).toList();
        } catch (TufException.InvalidName e) {
            throw new CliFailure.Misused(e.getMessage() + "; no repository has such an artifact");
        }
    }

    private URI artifactAddress() {
        if (artifactUrl == null && verifyOnly == null) {
            throw new CliFailure.Misused(
                    "where are the files? Give --artifact-url, or --verify-only FILE to check one you have");
        }
        return artifactUrl == null ? options.server() : ServerOptions.address("--artifact-url", artifactUrl);
    }

    private SequencedMap<TargetPath, TargetFile> find(List<TargetPath> paths, RepositoryView view) {
        var found = new LinkedHashMap<TargetPath, TargetFile>();
        for (var path : paths) {
            found.put(
                    path,
                    view.find(path)
                            .orElseThrow(() -> new CliFailure.CommandRefused(
                                    path + " is not in the repository (its metadata is valid and does not list it)")));
        }
        return found;
    }

    private static int verified(Path file, SequencedMap<TargetPath, TargetFile> found, Terminal terminal) {
        var expected = found.firstEntry();
        try {
            ContentHash.compute(file, expected.getValue().hashes().keySet())
                    .check(file.toString(), expected.getValue());
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
        terminal.result(
                described(expected.getKey(), expected.getValue(), file)
                        .put("verified", true)
                        .build(),
                file + " is " + expected.getKey() + ": length, hashes and signatures are right.");
        return Exit.OK.code();
    }

    private int download(SequencedMap<TargetPath, TargetFile> found, TargetFiles files, Terminal terminal) {
        var folder = new OutputFolder(outputDir);
        var done = new ArrayList<Json>();
        var text = new ArrayList<String>();
        for (var entry : found.entrySet()) {
            var destination = folder.place(entry.getKey());
            download(files, entry.getKey(), entry.getValue(), destination, terminal);
            done.add(described(entry.getKey(), entry.getValue(), destination).build());
            text.add(entry.getKey() + ": verified, in " + destination + " ("
                    + Words.bytes(entry.getValue().length()) + ")");
        }
        terminal.result(Json.object().put("downloaded", new Json.Arr(done)).build(), String.join("\n", text));
        return Exit.OK.code();
    }

    private static void download(
            TargetFiles files, TargetPath path, TargetFile expected, Path destination, Terminal terminal) {
        var whole = Words.bytes(expected.length());
        try {
            files.download(
                    path,
                    expected,
                    destination,
                    bytes -> terminal.progress(path + ": " + Words.bytes(bytes) + " of " + whole));
        } catch (ClientException.Missing e) {
            throw new CliFailure.CommandRefused(e.getMessage() + "; is --artifact-url right?");
        }
    }

    private static ObjectBuilder described(TargetPath path, TargetFile file, Path local) {
        return Json.object()
                .put("path", path.value())
                .put("file", local.toString())
                .put("info", file.toJson());
    }
}
