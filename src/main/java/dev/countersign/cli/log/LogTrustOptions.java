package dev.countersign.cli.log;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.UserFolder;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.Transport;
import dev.countersign.client.TrustStore;
import dev.countersign.transparency.InvalidLog;
import dev.countersign.transparency.VerifierKey;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which key of a log is trusted, and where what was seen of it is remembered. Filled in by picocli. */
public final class LogTrustOptions {
    @Option(
            names = "--log-key",
            paramLabel = "KEY",
            description = "The log's verifier key, from a source you trust: the first time, and when it was replaced.")
    private @Nullable String key;

    @Option(
            names = "--trust-on-first-use",
            description = "Trust what the server shows the first time, where nothing else says what to trust.")
    private boolean trustOnFirstUse;

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description = "Where to remember what was seen. Default: $XDG_DATA_HOME/countersign")
    private @Nullable Path state;

    boolean trustOnFirstUse() {
        return trustOnFirstUse;
    }

    /** What this machine has seen of the server's repository. */
    public TrustStore open(ServerOptions options) {
        return TrustStore.open(state == null ? UserFolder.DATA.path() : state, options.metadataAddress());
    }

    /** The file of {@link SeenLog} in a store. */
    public static Path file(TrustStore store) {
        return store.folder().resolve("log");
    }

    /** The one that is given, or the one seen before, or, if the user wants that, the one of the server. */
    public VerifierKey key(ServerOptions options, Transport http, @Nullable SeenLog seen) {
        if (key != null) {
            var given = parsed("--log-key", key);
            if (seen != null && !seen.key().equals(given)) {
                options.terminal()
                        .warn("Trusting another key of the log. It must go on from what was seen under the old one.\n"
                                + "  before  " + seen.key() + "\n  now     " + given);
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

    static VerifierKey parsed(String option, String text) {
        try {
            return VerifierKey.parse(text);
        } catch (InvalidLog e) {
            throw new CliFailure.Misused(option + ": " + e.getMessage());
        }
    }
}
