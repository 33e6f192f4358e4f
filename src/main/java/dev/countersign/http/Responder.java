package dev.countersign.http;

import io.vertx.core.Future;

/** Answers one operation. A {@link Refusal} may be thrown, or fail the future; both are the same. */
public @FunctionalInterface interface Responder {
    Future<Answer> answer(Call call);
}
