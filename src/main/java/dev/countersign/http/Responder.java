package dev.countersign.http;

import io.vertx.core.Future;

/** What answers one operation; a {@link Refusal} may be thrown or fail the future, which is the same. */
public @FunctionalInterface interface Responder {
    Future<Answer> answer(Call call);
}
