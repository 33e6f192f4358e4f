package dev.countersign.cli.log;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.UserFolder;
import dev.countersign.cli.api.FirstRoot;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.Transport;
import dev.countersign.client.TrustStore;
import dev.countersign.client.TufClient;
import dev.countersign.json.Json;
import dev.countersign.transparency.InvalidLog;
import dev.countersign.transparency.VerifierKey;
import dev.countersign.tuf.RoleName;
import dev.countersign.wire.ApiPath;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
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
    @Option(names = "--log-key", paramLabel = "KEY", description = "The log's verifier key, from a source you trust.")
    private @Nullable String key;

    @Option(
            names = "--root",
            paramLabel = "FILE",
            description =
                    "Root metadata to trust. Default: the one remembered by earlier runs, or by 'countersign download'")
    private @Nullable Path root;

    @Option(
            names = "--trust-on-first-use",
            description = "Without --log-key and --root, trust what the server shows the first time.")
    private boolean trustOnFirstUse;

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

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Where to remember what was seen. Default: $XDG_DATA_HOME/countersign")
    private @Nullable Path state;

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        try (var http = options.http();
                var store = TrustStore.open(state == null ? UserFolder.DATA.path() : state, metadataAddress())) {
            return verify(http, store);
        } catch (InvalidLog e) {
            throw RemoteLog.unverified(String.valueOf(e.getMessage()));
        }
    }

    private int verify(Transport http, TrustStore store) {
        var file = store.folder().resolve("log");
        var seen = SeenLog.load(file).orElse(null);
        var trusted = key(http, seen);
        var metadata = options.metadata(http, metadataAddress());
        // Read before the checkpoint, so that the log must have all of it.
        var first = FirstRoot.trusted(root, store, trustOnFirstUse, metadata, options.terminal());
        var walk = TufClient.walk(metadata, InstantSource.system(), first);
        if (store.root().isEmpty()) {
            store.store(RoleName.ROOT.value(), first);
        }
        var check = new LogCheck(
                new RemoteLog(options.metadata(http, URI.create(options.server() + ApiPath.LOG))), trusted);
        var read = check.readOn(all ? null : seen);
        if (all && seen != null) {
            check.readOn(new SeenLog(seen.key(), seen.checkpoint(), read.frontier(), read.files()));
        }
        var compared = check.compare(walk, read.files());
        var served = check.checkServed(store.load(RoleName.TIMESTAMP.value()), read.files());
        var signers = signers(check);
        read.store(file);
        report(check, seen, compared, served, signers);
        return Exit.OK.code();
    }

    private URI metadataAddress() {
        return URI.create(options.server() + ApiPath.METADATA_FILES);
    }

    private VerifierKey key(Transport http, @Nullable SeenLog seen) {
        if (key != null) {
            var given = parsed("--log-key", key);
            if (seen != null && !seen.key().equals(given)) {
                throw new CliFailure.Misused("--log-key: " + given + " is not the key seen before, " + seen.key()
                        + "; if the log was begun anew, give another --state");
            }
            return given;
        }
        if (seen != null) {
            return seen.key();
        }
        if (!trustOnFirstUse) {
            throw new CliFailure.Misused("no key is trusted for the log of " + options.server()
                    + " yet: give --log-key, from a source you trust, or --trust-on-first-use");
        }
        var first = parsed("the key of the server", LogKeyCommand.read(options.api(http)));
        options.terminal().warn("Trusting on first use the key of the log:\n  " + first);
        return first;
    }

    private static VerifierKey parsed(String option, String text) {
        try {
            return VerifierKey.parse(text);
        } catch (InvalidLog e) {
            throw new CliFailure.Misused(option + ": " + e.getMessage());
        }
    }

    private List<VerifierKey> signers(LogCheck check) {
        var trusted = witnesses.stream().map(text -> parsed("--witness", text)).toList();
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
