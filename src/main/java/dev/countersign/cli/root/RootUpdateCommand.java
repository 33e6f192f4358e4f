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
import dev.countersign.cli.key.KeyOptions;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
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

    @Mixin
    private RootUpdateOptions decisions = new RootUpdateOptions();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Option(
            names = "--offline",
            description =
                    "No network: the newest --root is the current one, and nothing is fetched. Implies --dry-run.")
    private boolean offline;

    @Mixin
    private SendingOptions sending = new SendingOptions();

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
        var written = sending.send();
        return written == null ? update(chain) : sendFile(written, chain);
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
        var ring = keys.ring(questions, terminal);
        var current = chain.newest().signed();
        var wanted = decisions.decisions(ring, questions, current);
        var draft = draft(wanted.edit(), current);
        var review = review(draft, chain);
        terminal.note(ReviewText.text(review));
        var names = new ArrayList<>(wanted.signers());
        names.addAll(keys.names());
        var signing = new HolderSigning(ring, questions, terminal);
        var root = signing.signedByAsked(
                signing.signed(draft, names, review.signers()),
                review.signers(),
                signed -> review(signed, chain).quorums());
        var signed = review(root, chain);
        return sending.finish(
                RootEdit.payload(root), root, signed, offline, questions, options, () -> post(root, signed));
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
