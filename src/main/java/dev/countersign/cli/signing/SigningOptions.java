package dev.countersign.cli.signing;

import dev.countersign.ceremony.Review;
import dev.countersign.ceremony.SignatureFile;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Questions;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.holder.HolderSigning;
import dev.countersign.cli.holder.ReviewText;
import dev.countersign.cli.key.KeyOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** With which keys to sign, and who agrees to it. Filled in by picocli. */
final class SigningOptions {
    @Mixin
    private KeyOptions keys = new KeyOptions();

    @Option(names = "--yes", description = "Sign without asking.")
    private boolean yes;

    @Option(
            names = "--digest",
            paramLabel = "HEX",
            description = "Sign without asking if this is the digest, and only then.")
    private @Nullable String digest;

    boolean yes() {
        return yes;
    }

    boolean haveKeys() {
        return !keys.names().isEmpty();
    }

    /** @throws CliFailure.Misused when a file for one signature and several keys are given */
    void requireOneKeyFor(@Nullable Path out) {
        if (out != null && keys.names().size() > 1) {
            throw new CliFailure.Misused("--out takes one signature; sign with one --key at a time");
        }
    }

    /** Shows the review, and signs with each key once somebody has agreed. */
    List<SignatureFile> signatures(Review review, Questions questions, Terminal terminal) {
        terminal.warn(ReviewText.text(review));
        agree(review, questions);
        var ring = keys.ring(questions, terminal);
        var signing = new HolderSigning(ring, questions, terminal);
        var names = keys.names().isEmpty()
                ? List.of(questions.ask("Private key (file or pkcs11: URI)", null))
                : keys.names();
        return names.stream()
                .map(name ->
                        new SignatureFile(review.role(), signing.signature(name, review.metadata(), review.signers())))
                .toList();
    }

    private void agree(Review review, Questions questions) {
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
            throw new CliFailure.CommandRefused("nothing was signed, as you asked");
        }
    }
}
