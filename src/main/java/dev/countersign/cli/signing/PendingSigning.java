package dev.countersign.cli.signing;

import dev.countersign.ceremony.PendingSignatures;
import dev.countersign.ceremony.RootChain;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.cli.holder.PayloadFile;
import dev.countersign.cli.holder.TrustOptions;
import dev.countersign.json.Json;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What waits for signatures at a service: listed, written to a bundle, or signed. */
final class PendingSigning {
    private final ServerOptions options;
    private final TrustOptions trust;
    private final @Nullable String role;
    private final PendingList list;

    /** @param role the one that is meant; null for the one that waits, or all */
    PendingSigning(ServerOptions options, TrustOptions trust, @Nullable String role) {
        this.options = options;
        this.trust = trust;
        this.role = role;
        this.list = new PendingList(options.terminal());
    }

    /** What a command does with the roles that wait, given the trusted roots. */
    @FunctionalInterface
    private interface RoleAction {
        int with(HolderSession session, PendingSignatures pending, Optional<RootChain> chain, Reviewing reviews);
    }

    /** Compares what waits with what is published; fails when something must not be signed. */
    @FunctionalInterface
    private interface Reviewing {
        Reviews reviewed();
    }

    int list() {
        return pending(
                true,
                (session, pending, chain, reviews) -> isUnverified(pending, chain)
                        ? list.unverified(pending)
                        : list.reviewed(reviews.reviewed().wanted(role)));
    }

    int writeBundle(Path file) {
        return pending(true, (session, pending, chain, reviews) -> bundled(reviews.reviewed(), file));
    }

    /** @param list whether only to list when no key is given, even where one could be asked for */
    int sign(SigningOptions signing, Questions questions, boolean list, @Nullable Path out) {
        if (!signing.haveKeys() && (list || !questions.possible())) {
            return list();
        }
        return pending(!signing.haveKeys(), (session, pending, chain, reviews) -> {
            if (!signing.haveKeys() && isUnverified(pending, chain)) {
                return this.list.unverified(pending);
            }
            var review = reviews.reviewed().chosen(role, questions);
            var signatures = signing.signatures(review, questions, options.terminal());
            var submission = new SignatureSubmission(options);
            return out == null
                    ? submission.send(
                            signatures, session, review.metadata().signed().version())
                    : SignatureSubmission.write(review, signatures.getFirst(), out, options.terminal());
        });
    }

    private int pending(boolean mayBeNothing, RoleAction step) {
        try (var session = new HolderSession(options)) {
            var pending = session.api().pending();
            if (pending.roles().isEmpty()) {
                return list.nothing(mayBeNothing && role == null);
            }
            var source = trust.source(session.http(), options);
            var chain = trust.published(source, options);
            return step.with(session, pending, chain, () -> Reviews.online(pending, chain, source));
        }
    }

    /** A first root is verified by its holders alone; everything else needs a trusted root. */
    private static boolean isUnverified(PendingSignatures pending, Optional<RootChain> chain) {
        var isFirstRoot = pending.trustedRoot() == null && pending.trustedTargets() == null;
        return chain.isEmpty() && !isFirstRoot;
    }

    private int bundled(Reviews reviews, Path file) {
        var wanted = reviews.wanted(role);
        PayloadFile.write(file, reviews.bundle().toJson());
        list.noted(wanted);
        options.terminal()
                .result(
                        Json.object()
                                .put("file", file.toString())
                                .put("pending", PendingList.json(wanted))
                                .build(),
                        "Wrote " + file + ". The holder signs it with: countersign sign offline " + file
                                + " --root 1.root.json --key KEY --out SIGNATURE.json");
        return Exit.OK.code();
    }
}
