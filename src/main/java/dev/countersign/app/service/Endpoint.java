package dev.countersign.app.service;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.function.Function;

/**
 * A typed event-bus address inside this process: a request of Q is answered with an R, a record or one of several sealed ones; both are
 * passed by reference.
 */
record Endpoint<Q extends Record, R>(String address, Duration timeout) {

    /** Fails when nobody serves the address, or not in time; refusals are answers. */
    Future<R> request(Vertx vertx, Q request) {
        var options = new DeliveryOptions().setLocalOnly(true).setSendTimeout(timeout.toMillis());
        return vertx.eventBus().<R>request(address, request, options).map(Message::body);
    }

    /** Answers requests on the calling verticle's context until the verticle ends. */
    MessageConsumer<Q> serve(Vertx vertx, Function<Q, Future<R>> service) {
        return vertx.eventBus().localConsumer(address, message -> answer(message, service));
    }

    private static <Q extends Record, R> void answer(Message<Q> message, Function<Q, Future<R>> service) {
        service.apply(message.body())
                .onSuccess(message::reply)
                .onFailure(failure -> message.fail(500, String.valueOf(failure.getMessage())));
    }
}
