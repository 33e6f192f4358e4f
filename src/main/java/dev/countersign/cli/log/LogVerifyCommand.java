package dev.countersign.cli.log;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.api.FirstRoot;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.RepositoryWalk;
import dev.countersign.client.Transport;
import dev.countersign.client.TrustStore;
import dev.countersign.json.Json;
import dev.countersign.transparency.InvalidLog;
import dev.countersign.transparency.VerifierKey;
import dev.countersign.tuf.RoleName;
import dev.countersign.wire.ApiPath;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign log verify}: the log against what was seen of it, and the repository against the log. */
@Command(
        name = "verify",
        description = {
            "Verify the public log of a repository: that it only grew since the last run, that it has everything the"
                    + " repository serves and nothing else, and that witnesses have signed it.",
            "The first time, say with --log-key which key to trust; later runs remember it and read only what is new."
                    + " Ends with 5 when something is wrong, with 4 when the server cannot be reached."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class LogVerifyCommand implements Callable<Integer> {
    @Option(
            names = "--root",
            paramLabel = "FILE",
            description =
                    "Root metadata to trust. Default: the one remembered by earlier runs, or by 'countersign download'")
    private @Nullable Path root;

    @Option(
            names = "--witness",
            paramLabel = "KEY",
            description = "The verifier key of a witness to trust; may be repeated.")
    private List<String> witnesses = new ArrayList<>();

    @Option(
            names = "--quorum",
            paramLabel = "N",
            description = "How many of the witnesses must have signed. Default: all of them")
    private @Nullable Integer quorum;

    @Option(names = "--all", description = "Read the whole log again, not only what is new.")
    private boolean all;

    @Mixin
    private LogTrustOptions trust = new LogTrustOptions();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        try (var http = options.http();
                var store = trust.open(options)) {
            return verify(http, store);
        } catch (InvalidLog e) {
            throw RemoteLog.unverified(String.valueOf(e.getMessage()));
        }
    }

    private int verify(Transport http, TrustStore store) {
        var file = LogTrustOptions.file(store);
        var seen = SeenLog.load(file).orElse(null);
        var trusted = trust.key(options, http, seen);
        var metadata = options.metadata(http, options.metadataAddress());
        // Read before the checkpoint, so that the log must have all of it.
        var first = FirstRoot.trusted(root, store, trust.trustOnFirstUse(), metadata, options.terminal());
        var walk = RepositoryWalk.read(metadata, first, ClientSettings.USUAL);
        if (store.root().isEmpty()) {
            store.store(RoleName.ROOT.value(), first);
        }
        var check =
                new LogCheck(new RemoteLog(options.files(http, URI.create(options.server() + ApiPath.LOG))), trusted);
        var read = all ? check.readAll(seen, _ -> {}) : check.readOn(seen);
        var compared = check.compare(walk.files(), walk.timestampVersion(), read.files());
        var served = check.checkServed(store.load(RoleName.TIMESTAMP.value()), read.files());
        var signers = signers(check);
        read.store(file);
        report(check, seen, compared, served, signers);
        return Exit.OK.code();
    }

    private List<VerifierKey> signers(LogCheck check) {
        var trusted = witnesses.stream()
                .map(text -> LogTrustOptions.parsed("--witness", text))
                .toList();
        int needed = quorum == null ? trusted.size() : quorum;
        if (needed > trusted.size()) {
            throw new CliFailure.Misused(
                    "--quorum: " + needed + " (expected: at most the " + trusted.size() + " keys given as --witness)");
        }
        var signers = check.witnesses(trusted, needed);
        if (signers.size() < needed) {
            throw RemoteLog.unverified(signers.size() + " of " + trusted.size()
                    + " witnesses have signed the log (expected: at least " + needed + ")");
        }
        return signers;
    }

    private void report(
            LogCheck check,
            @Nullable SeenLog seen,
            LogCheck.Compared compared,
            Optional<Integer> served,
            List<VerifierKey> signers) {
        var checkpoint = check.checkpoint();
        long before = seen == null ? 0 : seen.frontier().size();
        var json = Json.object()
                .put("origin", checkpoint.origin())
                .put("size", checkpoint.size())
                .put("root", checkpoint.root().hex())
                .put("new", checkpoint.size() - before)
                .put("confirmed", compared.confirmed())
                .put("unlisted", compared.unlisted())
                .put("witnesses", signers.stream().map(VerifierKey::name).toList());
        served.ifPresent(version -> json.put("served_timestamp", version));
        var text = "The log has " + checkpoint.size() + " entries, " + (checkpoint.size() - before)
                + " of them new, and only grew.\n" + compared.confirmed()
                + " files of the repository are as the log has them"
                + (compared.unlisted() == 0
                        ? "."
                        : "; " + compared.unlisted() + " were made before it began, or by publications too large to be"
                                + " listed.")
                + (signers.isEmpty() ? "" : "\n" + signers.size() + " witnesses have signed it.");
        options.terminal().result(json.build(), text);
    }
}
