package dev.countersign.cli.signing;

import dev.countersign.ceremony.Bundle;
import dev.countersign.ceremony.PendingSignatures;
import dev.countersign.ceremony.RootChain;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Questions;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.holder.PayloadFile;
import dev.countersign.cli.holder.TrustOptions;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.TufException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Signs what is in a file; touches neither server nor network. */
final class OfflineSigning {
    private final SigningOptions signing;
    private final TrustOptions trust;
    private final Questions questions;
    private final Terminal terminal;

    OfflineSigning(SigningOptions signing, TrustOptions trust, Questions questions, Terminal terminal) {
        this.signing = signing;
        this.trust = trust;
        this.questions = questions;
        this.terminal = terminal;
    }

    /**
     * Shows what is in a file, signs it and writes the signature.
     *
     * @param file a bundle, or the saved answer of {@code GET /api/v1/metadata/sign}
     * @param out where the signature goes; null when it is only to be shown
     */
    int sign(Path file, @Nullable String role, @Nullable Path out) {
        var reviews = read(file);
        var list = new PendingList(terminal);
        if (reviews.roles().isEmpty()) {
            return list.nothing(role == null && !signing.haveKeys());
        }
        if (!signing.haveKeys() && !questions.possible()) {
            return list.reviewed(reviews.wanted(role));
        }
        if (out == null) {
            throw new CliFailure.Misused("where to write the signature? Give --out FILE");
        }
        var review = reviews.chosen(role, questions);
        var signature = signing.signatures(review, questions, terminal).getFirst();
        return SignatureSubmission.write(review, signature, out, terminal);
    }

    private Reviews read(Path file) {
        var json = PayloadFile.json(file);
        try {
            return Bundle.isBundle(json) ? ofBundle(Bundle.parse(json)) : ofAnswer(PendingSignatures.parseAnswer(json));
        } catch (TufException.UntrustedMetadata | TufException.UntrustedRoot e) {
            throw e;
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused(file + ": " + e.getMessage());
        }
    }

    private Reviews ofBundle(Bundle bundle) {
        var chain = trust.carried(bundle.roots(), terminal);
        return new Reviews(bundle.pending(), chain.orElse(null), bundle.current(), Instant.now());
    }

    private Reviews ofAnswer(PendingSignatures pending) {
        return new Reviews(pending, chain(pending), new LinkedHashMap<>(), Instant.now());
    }

    /** The answer holds the newest root only, which must be the trusted one or the next. */
    private @Nullable RootChain chain(PendingSignatures pending) {
        var claimed = pending.trustedRoot();
        return trust.carried(claimed == null ? List.of() : List.of(claimed.toBytes()), terminal)
                .orElse(null);
    }
}
