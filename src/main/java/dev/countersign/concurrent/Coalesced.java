package dev.countersign.concurrent;

import io.vertx.core.Future;
import java.util.Collections;
import java.util.function.Supplier;

/**
 * {@link CoalescedByKey} for a question about one thing only, such as what has changed or what there is to do. For
 * things that never change take {@link SharedReads}.
 */
public final class Coalesced<T> {
    private enum Only {
        THING
    }

    private final CoalescedByKey<Only, T> questions;

    public Coalesced(Supplier<Future<T>> question) {
        questions =
                new CoalescedByKey<>(_ -> question.get().map(answer -> Collections.singletonMap(Only.THING, answer)));
    }

    @SuppressWarnings("NullAway") // an answer about the only thing leaves nothing out
    public Future<T> ask() {
        return questions.ask(Only.THING);
    }
}
