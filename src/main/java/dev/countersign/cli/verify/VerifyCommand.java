package dev.countersign.cli.verify;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DurationText;
import dev.countersign.cli.Exit;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.UserFolder;
import dev.countersign.cli.api.FirstRoot;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.log.LogTrustOptions;
import dev.countersign.cli.log.RepositoryLog;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.ExpiryNotice;
import dev.countersign.client.HttpTargets;
import dev.countersign.client.Inspection;
import dev.countersign.client.Inspector;
import dev.countersign.client.Observation;
import dev.countersign.client.ReplacedFile;
import dev.countersign.client.TargetFiles;
import dev.countersign.client.Transport;
import dev.countersign.client.TrustStore;
import dev.countersign.client.Visited;
import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.RoleName;
import dev.countersign.wire.ApiPath;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign verify}: a TUF repository as a client and a monitor see it. */
@Command(
        name = "verify",
        description = {
            "Verify a whole TUF repository, whoever publishes it: that every root can be followed, that every role is"
                    + " there, signed and fresh, that nothing went back or changed since the last visit, what expires"
                    + " soon, and that its public log agrees, where there is one.",
            "For cron: ends with 0 when all is well, 1 when something needs attention soon, 5 when clients refuse"
                    + " something or something published has changed, 4 when the repository cannot be reached.",
            "The first time, say which root to trust with --root; later runs remember it."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {
    /** Beside the files of the trust store, whose names end in .json. */
    private static final String VISITED = "visited";

    private static final JsonLimits LIMITS = new JsonLimits(4, 64 << 20);

    @Parameters(
            paramLabel = "URL",
            arity = "0..1",
            description = "Where timestamp.json is. Default: the metadata of --server")
    private @Nullable String url;

    @Option(
            names = "--root",
            paramLabel = "FILE",
            description = "Root metadata to trust, from a source you trust; any version of it will do.")
    private @Nullable Path root;

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Where to remember what was trusted and seen. Default: $XDG_DATA_HOME/countersign")
    private @Nullable Path state;

    @Option(
            names = "--artifact-url",
            paramLabel = "URL",
            description = "Also download every artifact from there, and check it.")
    private @Nullable String artifactUrl;

    @Option(names = "--hash-prefix", description = "The names of the files begin with their hash: dir/HASH.name")
    private boolean hashPrefix;

    @Option(
            names = "--notice",
            paramLabel = "TIME",
            defaultValue = "14d",
            converter = DurationText.class,
            description = "How long before roles that people sign expire to tell. Default: 14d")
    private Duration notice = ExpiryNotice.USUAL.people();

    @Option(
            names = "--notice-online",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = DurationText.class,
            description = "The same for roles that the timestamp's keys sign. Default: 1h")
    private Duration noticeOnline = ExpiryNotice.USUAL.service();

    @Option(
            names = "--log-key",
            paramLabel = "KEY",
            description = "The verifier key of the public log, from a source you trust; later runs remember it.")
    private @Nullable String logKey;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        var address = address();
        try (var http = options.http(address);
                var store = TrustStore.open(state == null ? UserFolder.DATA.path() : state, address)) {
            var source = options.metadata(http, address);
            var first = FirstRoot.trusted(root, store, false, source, options.terminal());
            var served = store.load(RoleName.TIMESTAMP.value());
            var file = store.folder().resolve(VISITED);
            var inspector = new Inspector(
                    source,
                    store,
                    ClientSettings.USUAL,
                    new ExpiryNotice(notice, noticeOnline),
                    new ReadingProgress(options.terminal())::at);
            if (artifactUrl != null) {
                var files = new HttpTargets(http, ServerOptions.address("--artifact-url", artifactUrl));
                inspector.checkContent(new TargetFiles(files, hashPrefix));
            }
            var inspection = inspector.run(first, before(file));
            var report = new VerifyReport(address, inspection, log(http, address, store, inspection, served));
            if (!inspection.has(Observation.Severity.PROBLEM)) {
                keep(file, inspection.visited());
            }
            options.terminal().result(report.json(), report.text());
            return exit(report).code();
        }
    }

    private static Exit exit(VerifyReport report) {
        if (report.has(Observation.Severity.PROBLEM)) {
            return Exit.UNVERIFIED;
        }
        return report.has(Observation.Severity.WARNING) ? Exit.REFUSED : Exit.OK;
    }

    private URI address() {
        return url == null ? options.metadataAddress() : ServerOptions.address("URL", url);
    }

    /** The log is beside the metadata, as this service has it; other repositories have none. */
    private VerifyReport.LogResult log(
            Transport http, URI address, TrustStore store, Inspection inspection, Optional<Bytes> served) {
        var view = inspection.view();
        if (view == null || !address.toString().endsWith(ApiPath.METADATA_FILES)) {
            return new VerifyReport.Unlogged();
        }
        var base = address.toString();
        var place = URI.create(base.substring(0, base.length() - ApiPath.METADATA_FILES.length()) + ApiPath.LOG);
        var log = new RepositoryLog(options.files(http, place), LogTrustOptions.file(store));
        var key = log.key(logKey).orElse(null);
        if (key == null) {
            return log.exists() ? new VerifyReport.UnknownKey(place) : new VerifyReport.Unlogged();
        }
        try {
            return new VerifyReport.Agrees(log.verify(
                    key, inspection.hashes(), view.timestamp().signed().version(), served));
        } catch (CliFailure.Unverified e) {
            return new VerifyReport.Disagrees(String.valueOf(e.getMessage()));
        }
    }

    private static Visited before(Path file) {
        try {
            return Files.exists(file)
                    ? Visited.fromJson(Json.parseObject(Bytes.wrap(SmallFile.read(file, LIMITS.maxBytes())), LIMITS))
                    : Visited.NONE;
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused(
                    file + ": " + e.getMessage() + "; remove it to begin anew without the last visit");
        }
    }

    private static void keep(Path file, Visited visited) {
        try {
            ReplacedFile.write(
                    file, Bytes.utf8(visited.toJson().toText() + "\n").array());
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }
}
