package dev.countersign.cli.root;

import dev.countersign.ceremony.Review;
import dev.countersign.ceremony.RootChain;
import dev.countersign.ceremony.RootEdit;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderApi;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.cli.holder.HolderSigning;
import dev.countersign.cli.holder.PayloadFile;
import dev.countersign.cli.holder.ReviewText;
import dev.countersign.cli.holder.TrustOptions;
import dev.countersign.cli.key.KeyRing;
import dev.countersign.cli.key.PassphraseOptions;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign root update}: proposes the next root. */
@Command(
        name = "update",
        description = {
            "Make the next root: holders join or leave, threshold, expiry, another online key. The current root is the"
                    + " newest that --root leads to.",
            "A new online key needs its private half in place at the service first.",
            "Ends with 3 when signatures are missing: the other holders then use 'countersign sign'."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class RootUpdateCommand implements Callable<Integer> {
    private static final Path DEFAULT_OUT = Path.of("update-payload.json");

    @Mixin
    private RootUpdateOptions decisions = new RootUpdateOptions();

    @Option(names = "--key", paramLabel = "KEY", description = "Private key to sign with: PEM file or pkcs11: URI.")
    private List<String> keys = new ArrayList<>();

    @Mixin
    private PassphraseOptions passphrases = new PassphraseOptions();

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Option(
            names = "--dry-run",
            description = "Send nothing; write the payload to a file. With --offline nothing is fetched, either.")
    private boolean dryRun;

    @Option(names = "--offline", description = "No network: the newest --root is the current one. Implies --dry-run.")
    private boolean offline;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the payload to a file, which --send or RSTUF's 'admin send update' takes."
                    + " Default with --dry-run: update-payload.json")
    private @Nullable Path out;

    @Option(names = "--send", paramLabel = "FILE", description = "Send a payload that was written before.")
    private @Nullable Path send;

    @Option(names = "--yes", description = "Do not ask before sending.")
    private boolean yes;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Questions questions;

    public RootUpdateCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public RootUpdateCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        var chain = chain();
        return send == null ? update(chain) : sendFile(send, chain);
    }

    private RootChain chain() {
        if (offline) {
            return trust.given()
                    .orElseThrow(() -> new CliFailure.Misused("--offline needs the current root: give --root FILE"));
        }
        try (var http = options.http()) {
            return trust.published(trust.source(http, options), options)
                    .orElseThrow(() -> TrustOptions.untrusting("the next root"));
        }
    }

    private int update(RootChain chain) {
        var terminal = options.terminal();
        var ring = new KeyRing(passphrases, questions, terminal);
        var current = chain.newest().signed();
        var wanted = decisions.decisions(ring, questions, current);
        var draft = draft(wanted.edit(), current);
        var review = review(draft, chain);
        terminal.note(ReviewText.text(review));
        var names = new ArrayList<>(wanted.signers());
        names.addAll(keys);
        var signing = new HolderSigning(ring, questions, terminal);
        var root = signing.signed(draft, names, review.signers());
        root = signing.signedByAsked(
                root, review.signers(), signed -> review(signed, chain).quorums());
        return finish(root, chain);
    }

    private Metadata<Root> draft(RootEdit edit, Root current) {
        try {
            var draft = edit.apply(current, Instant.now());
            edit.warnings(current).forEach(warning -> options.terminal().warn("Warning: " + warning));
            return draft;
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused(e.getMessage() == null ? "the root cannot be made" : e.getMessage());
        }
    }

    private static Review review(Metadata<Root> root, RootChain chain) {
        return Review.ofNextRoot(root, chain, null, Instant.now());
    }

    private int finish(Metadata<Root> root, RootChain chain) {
        var unsent = dryRun || offline;
        var file = out == null && unsent ? DEFAULT_OUT : out;
        if (file != null) {
            PayloadFile.write(file, RootEdit.payload(root));
            options.terminal().note("Wrote " + file + ".");
        }
        if (unsent) {
            return ReviewText.unsent(options.terminal(), review(root, chain), String.valueOf(file), "root update");
        }
        HolderSigning.requireSending(root, questions, yes, options);
        return post(root, review(root, chain));
    }

    private int sendFile(Path file, RootChain chain) {
        var root = PayloadFile.root(file, PayloadFile.json(file));
        var review = review(root, chain);
        options.terminal().note(ReviewText.text(review));
        return post(root, review);
    }

    private int post(Metadata<Root> root, Review review) {
        try (var session = new HolderSession(options)) {
            var task = session.api().updateRoot(HolderApi.body(RootEdit.payload(root)));
            var report = session.finished("root " + root.signed().version(), task);
            var standing = session.standing(report, RoleName.ROOT, root.signed().version());
            options.terminal()
                    .result(
                            standing.json()
                                    .put("sha256", review.fingerprint().hex())
                                    .put("task", task)
                                    .build(),
                            standing.pending()
                                    ? standing.pendingText()
                                    : "Root " + root.signed().version()
                                            + " is in force: it has all its signatures and is published.");
            return standing.exit().code();
        }
    }
}
