package dev.countersign.client;

import dev.countersign.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/** Takes the pieces of a response body as they come and stops the exchange when there are too many bytes. */
final class BoundedBody implements Consumer<Optional<byte[]>> {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final int maxBytes;
    private volatile boolean overflowed;

    BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public void accept(Optional<byte[]> piece) {
        if (piece.isEmpty()) {
            return;
        }
        if (content.size() + (long) piece.get().length > maxBytes) {
            overflowed = true;
            throw new IllegalStateException("more than " + maxBytes + " bytes");
        }
        content.writeBytes(piece.get());
    }

    /** Whether more came than allowed. */
    boolean overflowed() {
        return overflowed;
    }

    Bytes bytes() {
        return Bytes.wrap(content.toByteArray());
    }
}
