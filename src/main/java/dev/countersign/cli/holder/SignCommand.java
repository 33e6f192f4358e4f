package dev.countersign.cli.holder;

import dev.countersign.ceremony.Bundle;
import dev.countersign.ceremony.PendingSignatures;
import dev.countersign.ceremony.Review;
import dev.countersign.ceremony.RootChain;
import dev.countersign.ceremony.SignatureFile;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Fields;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.key.KeyRing;
import dev.countersign.cli.key.PassphraseOptions;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TufException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign sign}: what waits for signatures, and the signatures. */
@Command(
        name = "sign",
        description = {
            "Show what waits for signatures, compared with what you trust, and sign it.",
            "Without a terminal, sign only with --yes, or --digest when you know what the digest must be.",
            "For a key that is never near a network: --bundle-out here, --bundle and --out there, --submit here again.",
            "Ends with 3 while signatures are missing."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class SignCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "ROLE",
            arity = "0..1",
            description = "root, or a delegated role. Default: the one that waits")
    private @Nullable String role;

    @Option(names = "--key", paramLabel = "KEY", description = "Private key to sign with: PEM file or pkcs11: URI.")
    private List<String> keys = new ArrayList<>();

    @Mixin
    private PassphraseOptions passphrases = new PassphraseOptions();

    @Option(names = "--yes", description = "Sign without asking.")
    private boolean yes;

    @Option(
            names = "--digest",
            paramLabel = "HEX",
            description = "Sign without asking if this is the digest, and only then.")
    private @Nullable String digest;

    @Mixin
    private TrustOptions trust = new TrustOptions();

    @Option(names = "--list", description = "Only show what waits, even where a key could be asked for.")
    private boolean list;

    @Option(
            names = "--bundle-out",
            paramLabel = "FILE",
            description = "Write all that an offline holder needs to a file.")
    private @Nullable Path bundleOut;

    @Option(names = "--bundle", paramLabel = "FILE", description = "Offline: sign what is in a bundle.")
    private @Nullable Path bundle;

    @Option(
            names = "--in",
            paramLabel = "FILE",
            description = "Offline: sign what is in the saved answer of GET /api/v1/metadata/sign.")
    private @Nullable Path in;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "Write the signature to a file and send nothing; --submit and RSTUF's 'admin send sign' take it.")
    private @Nullable Path out;

    @Option(names = "--submit", paramLabel = "FILE", description = "Send signatures that were written with --out.")
    private List<Path> submit = new ArrayList<>();

    @Option(
            names = "--delete",
            paramLabel = "ROLE",
            description = "Give up a version that waits; its signatures are lost.")
    private @Nullable String delete;

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Questions questions;

    public SignCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public SignCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        requireOneMode();
        if (!submit.isEmpty()) {
            return new SignatureSubmission(options).submit(submit);
        }
        if (delete != null) {
            return delete(delete);
        }
        return bundle != null || in != null ? offline() : online();
    }

    private void requireOneMode() {
        var modes = Stream.of(bundleOut != null, bundle != null, in != null, !submit.isEmpty(), delete != null)
                .filter(Boolean::booleanValue)
                .count();
        if (modes > 1) {
            throw new CliFailure.Misused(
                    "--bundle-out, --bundle, --in, --submit and --delete do different things;" + " give one of them");
        }
        if (out != null && keys.size() > 1) {
            throw new CliFailure.Misused("--out takes one signature; sign with one --key at a time");
        }
    }

    private static RoleName roleName(String name) {
        try {
            return new RoleName(name);
        } catch (InvalidInput e) {
            throw new CliFailure.Misused(String.valueOf(e.getMessage()));
        }
    }

    private int delete(String name) {
        var which = roleName(name);
        if (questions.possible()
                && !yes
                && !questions.agrees("Give up what waits of " + which + ", and its signatures?")) {
            throw new CliFailure.Refused("nothing was changed, as you asked");
        }
        try (var session = new HolderSession(options)) {
            var task = session.api().stopSigning(which);
            session.finished("ending the signing of " + which, task);
            options.terminal()
                    .result(
                            new Fields()
                                    .put("role", which.value())
                                    .put("state", "deleted")
                                    .put("task", task)
                                    .json(),
                            "What waited of " + which + " is given up; its signatures are gone.");
            return Exit.OK.code();
        }
    }

    private int online() {
        try (var session = new HolderSession(options)) {
            var pending = session.api().pending();
            if (pending.roles().isEmpty()) {
                return nothing();
            }
            var source = trust.source(session.http(), options);
            var chain = trust.published(source, options);
            if (bundleOut != null) {
                return writeBundle(Reviews.online(pending, chain, source), bundleOut);
            }
            if (chain.isEmpty() && keys.isEmpty() && !isFirstRoot(pending)) {
                return unverifiedList(pending);
            }
            var reviews = Reviews.online(pending, chain, source);
            if (keys.isEmpty() && (list || !questions.possible())) {
                return list(reviews);
            }
            return signAndSend(reviews, session);
        }
    }

    private static boolean isFirstRoot(PendingSignatures pending) {
        return pending.trustedRoot() == null && pending.trustedTargets() == null;
    }

    private int nothing() {
        options.terminal()
                .result(new Fields().put("pending", new Json.Arr(List.of())).json(), "Nothing waits for signatures.");
        return role == null && keys.isEmpty() ? Exit.OK.code() : Exit.REFUSED.code();
    }

    private List<RoleName> wanted(Reviews reviews) {
        return role == null ? reviews.roles() : List.of(roleName(role));
    }

    private int list(Reviews reviews) {
        var all = wanted(reviews).stream().map(reviews::of).toList();
        options.terminal()
                .result(
                        new Fields()
                                .put(
                                        "pending",
                                        new Json.Arr(all.stream()
                                                .<Json>map(ReviewText::json)
                                                .toList()))
                                .put("verified", true)
                                .json(),
                        "Waiting for signatures\n\n"
                                + String.join(
                                        "\n\n", all.stream().map(ReviewText::of).toList()));
        return Exit.PENDING.code();
    }

    /** Who has signed can be told without trust; what it is that they sign cannot. */
    private int unverifiedList(PendingSignatures pending) {
        var json = new ArrayList<Json>();
        var text = new StringBuilder("Waiting for signatures");
        pending.roles().forEach((name, metadata) -> {
            var standing = new Standing(name, metadata.signed().version(), true, pending.quorums(name));
            json.add(standing.json().json());
            text.append("\n  ")
                    .append(name)
                    .append(' ')
                    .append(metadata.signed().version());
            standing.quorums().forEach(quorum -> text.append("\n    ").append(quorum.line()));
        });
        text.append("\nNothing of this is verified. To see what it changes, give a root that you trust with --root.");
        options.terminal()
                .result(
                        new Fields()
                                .put("pending", new Json.Arr(json))
                                .put("verified", false)
                                .json(),
                        text.toString());
        return Exit.PENDING.code();
    }

    private int writeBundle(Reviews reviews, Path file) {
        var all = wanted(reviews).stream().map(reviews::of).toList();
        PayloadFile.write(file, reviews.bundle().toJson());
        all.forEach(review -> options.terminal().note(ReviewText.of(review)));
        options.terminal()
                .result(
                        new Fields()
                                .put("file", file.toString())
                                .put(
                                        "pending",
                                        new Json.Arr(all.stream()
                                                .<Json>map(ReviewText::json)
                                                .toList()))
                                .json(),
                        "Wrote " + file + ". The holder signs it with: countersign sign --bundle " + file
                                + " --root 1.root.json --key KEY --out SIGNATURE.json");
        return Exit.OK.code();
    }

    /** Touches neither server nor network. */
    private int offline() {
        var reviews = bundle != null ? ofBundle(bundle) : ofAnswer(String.valueOf(in));
        if (reviews.roles().isEmpty()) {
            return nothing();
        }
        if (keys.isEmpty() && !questions.possible()) {
            return list(reviews);
        }
        if (out == null) {
            throw new CliFailure.Misused("where to write the signature? Give --out FILE");
        }
        var review = chosen(reviews);
        var signatures = agreedSignatures(review);
        return written(review, signatures.getFirst(), out);
    }

    private Reviews ofBundle(Path file) {
        var read = read(file);
        var chain = trust.carried(read.roots(), options.terminal());
        return new Reviews(read.pending(), chain.orElse(null), read.current(), Instant.now());
    }

    private static Bundle read(Path file) {
        var json = PayloadFile.json(file);
        try {
            return Bundle.of(json);
        } catch (TufException.Untrusted e) {
            throw e;
        } catch (InvalidInput e) {
            throw new CliFailure.Refused(file + ": " + e.getMessage());
        }
    }

    private Reviews ofAnswer(String file) {
        var json = PayloadFile.json(Path.of(file));
        if (Bundle.isBundle(json)) {
            throw new CliFailure.Misused(file + " is a bundle; give it as --bundle");
        }
        try {
            var pending = PendingSignatures.ofAnswer(json);
            return new Reviews(pending, chain(pending), new LinkedHashMap<>(), Instant.now());
        } catch (TufException.InvalidMetadata e) {
            throw new CliFailure.Refused(file + ": " + e.getMessage());
        }
    }

    /** The answer holds the newest root only, which must be the trusted one or the next. */
    private @Nullable RootChain chain(PendingSignatures pending) {
        var claimed = pending.trustedRoot();
        return trust.carried(claimed == null ? List.of() : List.of(claimed.toBytes()), options.terminal())
                .orElse(null);
    }

    private Review chosen(Reviews reviews) {
        if (role != null) {
            return reviews.of(roleName(role));
        }
        if (reviews.roles().size() == 1) {
            return reviews.of(reviews.roles().getFirst());
        }
        var names =
                String.join(", ", reviews.roles().stream().map(RoleName::value).toList());
        if (!questions.possible()) {
            throw new CliFailure.Misused("which role? These wait: " + names);
        }
        return reviews.of(roleName(questions.ask(
                "Which role (" + names + ")", reviews.roles().getFirst().value())));
    }

    private List<SignatureFile> agreedSignatures(Review review) {
        var terminal = options.terminal();
        terminal.warn(ReviewText.of(review));
        agree(review);
        var ring = new KeyRing(passphrases, questions, terminal);
        var signing = new HolderSigning(ring, questions, terminal);
        var names = keys.isEmpty() ? List.of(questions.ask("Private key (file or pkcs11: URI)", null)) : keys;
        return names.stream()
                .map(name ->
                        new SignatureFile(review.role(), signing.signature(name, review.metadata(), review.signers())))
                .toList();
    }

    private void agree(Review review) {
        if (digest != null) {
            if (!review.fingerprint().matches(digest)) {
                throw new CliFailure.Unverified(
                        "the digest of " + review.role() + " is another one; nothing was signed", null);
            }
            return;
        }
        if (yes) {
            return;
        }
        if (!questions.possible()) {
            throw new CliFailure.Misused("nobody can be asked whether to sign: give --digest "
                    + review.fingerprint().hex() + " when it is the right one, or --yes");
        }
        if (!questions.agrees(
                "Sign " + review.role() + " " + review.metadata().signed().version() + "?")) {
            throw new CliFailure.Refused("nothing was signed, as you asked");
        }
    }

    private int signAndSend(Reviews reviews, HolderSession session) {
        var review = chosen(reviews);
        var signatures = agreedSignatures(review);
        if (out != null) {
            return written(review, signatures.getFirst(), out);
        }
        return new SignatureSubmission(options)
                .send(signatures, session, review.metadata().signed().version());
    }

    private int written(Review review, SignatureFile signature, Path file) {
        PayloadFile.write(file, signature.toJson());
        options.terminal()
                .result(
                        new Fields()
                                .put("file", file.toString())
                                .put("role", review.role().value())
                                .put("version", review.metadata().signed().version())
                                .put("sha256", review.fingerprint().hex())
                                .put("keyid", signature.signature().keyid().value())
                                .put("state", "not sent")
                                .json(),
                        "Wrote " + file + "; nothing was sent. Send it with: countersign sign --submit " + file);
        return Exit.OK.code();
    }
}
