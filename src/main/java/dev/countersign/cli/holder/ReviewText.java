package dev.countersign.cli.holder;

import dev.countersign.ceremony.Difference;
import dev.countersign.ceremony.Review;
import dev.countersign.ceremony.Shown;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Words;
import dev.countersign.json.Json;
import java.util.List;
import java.util.Locale;

/** What a holder must see before signing, for people and for programs. */
public final class ReviewText {
    private static final int MOST_LINES = 500;

    private ReviewText() {}

    public static String text(Review review) {
        var version = review.metadata().signed().version();
        var text = new StringBuilder(review.role() + " " + version + ", valid until "
                + Shown.time(review.metadata().signed().expires()));
        review.quorums().forEach(quorum -> text.append("\n  ").append(quorum.line()));
        if (review.differences().isEmpty()) {
            text.append("\n  no difference but version and signatures");
        }
        review.differences().stream()
                .limit(MOST_LINES)
                .forEach(difference -> text.append("\n  ").append(difference.line()));
        if (review.differences().size() > MOST_LINES) {
            text.append("\n  and ")
                    .append(Words.number(review.differences().size() - MOST_LINES))
                    .append(" more (see them all with --output json)");
        }
        review.warnings().forEach(warning -> text.append("\n  WARNING: ").append(warning));
        return text.append('\n').append(digest(review)).toString();
    }

    /** The digest, as it is read out. */
    public static String digest(Review review) {
        return "  digest (SHA-256 of what is signed; compare it by voice)\n    "
                + review.fingerprint().grouped().replace("\n", "\n    ");
    }

    public static Json.Obj json(Review review) {
        return Json.object()
                .put("role", review.role().value())
                .put("version", review.metadata().signed().version())
                .put("expires", Shown.time(review.metadata().signed().expires()))
                .put("sha256", review.fingerprint().hex())
                .put("complete", review.complete())
                .put("quorums", SignatureStanding.json(review.quorums()))
                .put("differences", differences(review.differences()))
                .put("warnings", review.warnings())
                .build();
    }

    private static Json.Arr differences(List<Difference> differences) {
        return new Json.Arr(differences.stream()
                .<Json>map(difference -> Json.object()
                        .put("kind", difference.kind().name().toLowerCase(Locale.ROOT))
                        .put("subject", difference.subject())
                        .put("detail", difference.detail())
                        .build())
                .toList());
    }

    /**
     * The result of a dry run, which has not failed and has changed nothing.
     *
     * @param again the command that sends it
     */
    public static int unsent(Terminal terminal, Review review, String file, String again) {
        terminal.result(
                Json.object()
                        .put("state", "not sent")
                        .put("file", file)
                        .put("review", json(review))
                        .build(),
                "Nothing was sent. Send it with: " + again);
        return Exit.OK.code();
    }
}
