package dev.countersign.app.service;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** The one codec of our event bus: hands records over as they are, inside this process only, and nothing else. */
final class ByReference implements MessageCodec<Record, Record> {

    private static final String NAME = "by-reference";

    private ByReference() {}

    /** Makes every message of this bus go through the codec; sending anything but a record fails at the sender. */
    static void install(Vertx vertx) {
        vertx.eventBus().registerCodec(new ByReference()).codecSelector(body -> {
            if (body instanceof Record) {
                return NAME;
            }
            throw new IllegalArgumentException(body.getClass().getName() + " on the event bus (expected: a record)");
        });
    }

    @Override
    public Record transform(Record message) {
        return message;
    }

    @Override
    public void encodeToWire(Buffer buffer, Record message) {
        throw new UnsupportedOperationException("messages do not leave this process");
    }

    @Override
    public Record decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("messages do not enter this process");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
