package dev.countersign.cli.signing;

import dev.countersign.ceremony.PendingSignatures;
import dev.countersign.ceremony.Review;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.holder.ReviewText;
import dev.countersign.cli.holder.SignatureStanding;
import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Prints what waits for signatures; each method returns the exit status. */
final class PendingList {
    private final Terminal terminal;

    PendingList(Terminal terminal) {
        this.terminal = terminal;
    }

    /** @param fine whether it is no failure that nothing waits */
    int nothing(boolean fine) {
        terminal.result(Json.object().put("pending", new Json.Arr(List.of())).build(), "Nothing waits for signatures.");
        return fine ? Exit.OK.code() : Exit.REFUSED.code();
    }

    int reviewed(List<Review> reviews) {
        terminal.result(
                Json.object()
                        .put("pending", json(reviews))
                        .put("verified", true)
                        .build(),
                "Waiting for signatures\n\n"
                        + String.join(
                                "\n\n", reviews.stream().map(ReviewText::text).toList()));
        return Exit.PENDING.code();
    }

    /** Shows who has signed, but without a trusted root not what they sign. */
    int unverified(PendingSignatures pending) {
        var json = new ArrayList<Json>();
        var text = new StringBuilder("Waiting for signatures");
        pending.roles().forEach((name, metadata) -> {
            var standing = new SignatureStanding(name, metadata.signed().version(), true, pending.quorums(name));
            json.add(standing.json().build());
            text.append("\n  ")
                    .append(name)
                    .append(' ')
                    .append(metadata.signed().version());
            standing.quorums().forEach(quorum -> text.append("\n    ").append(quorum.line()));
        });
        text.append("\nNothing of this is verified. To see what it changes, give a root that you trust with --root.");
        terminal.result(
                Json.object()
                        .put("pending", new Json.Arr(json))
                        .put("verified", false)
                        .build(),
                text.toString());
        return Exit.PENDING.code();
    }

    /** As notes beside another result. */
    void noted(List<Review> reviews) {
        reviews.forEach(review -> terminal.note(ReviewText.text(review)));
    }

    static Json.Arr json(List<Review> reviews) {
        return new Json.Arr(reviews.stream().<Json>map(ReviewText::json).toList());
    }
}
