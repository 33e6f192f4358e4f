package dev.countersign.app.service;

import dev.countersign.publish.Draft;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Many drafts, signed some at a time. */
final class DraftPieces {
    private DraftPieces() {}

    /**
     * All signed drafts, in the order of the drafts.
     *
     * @param size drafts in a piece, the last of which may be shorter
     * @param signing of one piece; all are begun at once
     */
    static Future<List<Draft.SignedDraft>> sign(
            List<Draft> drafts, int size, Function<List<Draft>, Future<List<Draft.SignedDraft>>> signing) {
        var replies = new ArrayList<Future<List<Draft.SignedDraft>>>();
        for (int start = 0; start < drafts.size(); start += size) {
            replies.add(signing.apply(drafts.subList(start, Math.min(drafts.size(), start + size))));
        }
        return Future.all(replies)
                .map(_ -> replies.stream()
                        .flatMap(reply -> reply.result().stream())
                        .toList());
    }
}
