package dev.countersign.cli.root;

import dev.countersign.ceremony.CeremonyPlan;
import dev.countersign.ceremony.Review;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.DeclaredMembers;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.DescribedKeys;
import dev.countersign.cli.holder.HolderApi;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.cli.holder.HolderSigning;
import dev.countersign.cli.holder.PayloadFile;
import dev.countersign.cli.holder.ReviewText;
import dev.countersign.cli.key.KeyOptions;
import dev.countersign.json.Json;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.wire.BootstrapPhase;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign ceremony}: the first root of a repository, and with it the repository. */
@Command(
        name = "ceremony",
        description = {
            "Create the repository: decide its settings, sign its first root with the holders' keys that are here, and"
                    + " send it.",
            "What neither --file nor an option says is asked for on a terminal; without one nothing is asked.",
            "Ends with 3 when signatures are missing: the other holders then use 'countersign sign'."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class CeremonyCommand implements Callable<Integer> {
    private static final int SERVER_TIMEOUT = 300;

    @Mixin
    private CeremonyOptions decisions = new CeremonyOptions();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Mixin
    private SendingOptions sending = new SendingOptions();

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Questions questions;

    public CeremonyCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public CeremonyCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        var written = sending.send();
        return written == null ? hold() : sendFile(written);
    }

    private int hold() {
        var terminal = options.terminal();
        if (!sending.dryRun()) {
            requireOpen();
        }
        var ring = keys.ring(questions, terminal);
        var described = new DescribedKeys(ring, decisions.folder());
        var all = DeclaredMembers.read(
                decisions.where(), new CeremonyQuestions(questions, ring, terminal).completed(decisions.decisions()));
        var plan = CeremonyFile.plan(all, described);
        check(plan);
        var draft = plan.draft(Instant.now());
        terminal.note(reviewText(plan, draft));
        var names = new ArrayList<>(CeremonyFile.signers(all, described));
        names.addAll(keys.names());
        var signing = new HolderSigning(ring, questions, terminal);
        var root = signing.signedByAsked(
                signing.signed(draft, names, plan.rootKeys()),
                plan.rootKeys(),
                signed -> review(signed).quorums());
        var payload = plan.payload(root, all.number("timeout").orElse(SERVER_TIMEOUT));
        return sending.finish(payload, root, review(root), false, questions, options, () -> post(payload, root));
    }

    private void check(CeremonyPlan plan) {
        var findings = plan.check();
        findings.warnings().forEach(warning -> options.terminal().warn("Warning: " + warning));
        if (!findings.problems().isEmpty()) {
            throw new CliFailure.CommandRefused(String.join("; ", findings.problems()));
        }
    }

    private static Review review(Metadata<Root> root) {
        return Review.ofFirstRoot(root, Instant.now());
    }

    private static String reviewText(CeremonyPlan plan, Metadata<Root> draft) {
        return "The new repository\n  " + String.join("\n  ", plan.lines()) + "\n" + ReviewText.digest(review(draft));
    }

    private int sendFile(Path file) {
        requireOpen();
        var payload = PayloadFile.json(file);
        var root = PayloadFile.root(file, payload);
        options.terminal().note(ReviewText.text(review(root)));
        return post(payload, root);
    }

    private void requireOpen() {
        try (var session = new HolderSession(options)) {
            var state = session.api().bootstrap();
            if (state.finished() || state.state() != null) {
                throw new CliFailure.CommandRefused("the server already has a repository"
                        + (BootstrapPhase.SIGNING.word().equals(state.state())
                                ? ", whose first root waits for signatures: see 'countersign sign'"
                                : state.finished() ? "" : ", which is being created"));
            }
        }
    }

    private int post(Json.Obj payload, Metadata<Root> root) {
        try (var session = new HolderSession(options)) {
            var report = session.finished("the ceremony", session.api().bootstrap(HolderApi.body(payload)));
            var standing = session.standing(report, RoleName.ROOT, root.signed().version());
            var digest = review(root).fingerprint().hex();
            options.terminal()
                    .result(
                            standing.json()
                                    .put("sha256", digest)
                                    .put("task", report.id())
                                    .build(),
                            standing.pending()
                                    ? standing.pendingText()
                                    : "The repository is there: root 1 has all its signatures, and clients may start"
                                            + " from it.");
            return standing.exit().code();
        }
    }
}
