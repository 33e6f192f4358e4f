package dev.countersign.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.DecoderResultProvider;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's decoder, which also refuses what {@link Framing} forbids and what arrives too slowly. The rest of such a
 * connection is never read as another request.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private static final String NAME = "httpDecoder";

    private final ConnectionLimits limits;
    private final Deadline deadline = new Deadline(this::late);
    private DecoderState state = DecoderState.BETWEEN;
    private int messages;
    private boolean afterHead;
    private @Nullable ChannelHandlerContext context;

    private enum DecoderState {
        BETWEEN,
        HEAD,
        BODY,
        REFUSED
    }

    /** A part of the message with this number. */
    private record Part(int message, DecoderState state) {}

    private StrictRequestDecoder(HttpServerOptions options, ConnectionLimits limits) {
        super(options);
        this.limits = limits;
    }

    /** Before the first byte of the connection is read. */
    static void install(HttpConnection connection, HttpServerOptions options, ConnectionLimits limits) {
        var pipeline = ((ConnectionBase) connection).channel().pipeline();
        if (pipeline.get(NAME) != null) {
            pipeline.replace(NAME, NAME, new StrictRequestDecoder(options, limits));
        }
    }

    /** Sends what was written to the connection so far. */
    static void flush(HttpConnection connection) {
        ((ConnectionBase) connection).channel().flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object bytes) throws Exception {
        context = reading;
        super.channelRead(reading, bytes);
        switch (state) {
            case HEAD -> deadline.unfinished(reading, new Part(messages, state), limits.headTime());
            case BODY -> deadline.unfinished(reading, new Part(messages, state), limits.messageTime());
            case BETWEEN, REFUSED -> deadline.nothing();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext reading, ByteBuf bytes, List<Object> out) throws Exception {
        if (state == DecoderState.REFUSED) {
            bytes.skipBytes(bytes.readableBytes());
            return;
        }
        if (state == DecoderState.BETWEEN && bytes.isReadable()) {
            state = DecoderState.HEAD;
            messages++;
        }
        super.decode(reading, bytes, out);
        if (!out.isEmpty()) {
            state = after(out.getLast());
        }
    }

    private DecoderState after(Object decoded) {
        if (decoded instanceof DecoderResultProvider result
                && result.decoderResult().isFailure()) {
            return DecoderState.REFUSED;
        }
        return decoded instanceof LastHttpContent ? DecoderState.BETWEEN : DecoderState.BODY;
    }

    private void late() {
        var reading = context;
        if (reading == null) {
            return;
        }
        if (state == DecoderState.BODY) {
            var _ = reading.close();
            return;
        }
        state = DecoderState.REFUSED;
        var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", HeadersMultiMap.httpHeaders());
        request.setDecoderResult(
                DecoderResult.failure(new Refusal.TooSlow("the head of the request did not arrive within "
                        + limits.headTime().toSeconds() + " s")));
        reading.fireChannelRead(request);
        reading.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        reading.fireChannelReadComplete();
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) {
        afterHead = false;
        return super.createMessage(initialLine);
    }

    /** Asked when all headers are there, and before anything follows from them. */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        afterHead = true;
        Framing.check((HttpRequest) message);
        return super.isContentAlwaysEmpty(message);
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        var name = super.splitHeaderName(line, start, length);
        if (afterHead) {
            Framing.checkTrailer(name);
        }
        return name;
    }
}
