package dev.countersign.http;

import dev.countersign.json.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/**
 * Reads along on a connection of HTTP/2: how many frames ask for nothing, and whether each that was begun is ended.
 * Resets are counted by the decoder, too, and answers that nobody fetches by the encoder.
 */
final class FrameWatch extends ChannelInboundHandlerAdapter {
    private static final Bytes PREFACE = Bytes.utf8("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    private static final int HEADER_BYTES = 9;
    private static final int TYPE_AT = 3;
    private static final int FLAGS_AT = 4;
    private static final int END_HEADERS = 4;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;

    private static final Duration WINDOW = Duration.ofSeconds(10);
    /** Settings, pings, resets, priorities, continuations and unknown ones. */
    private static final int MOST_CONTROL = 1000;
    /** A reader sends two for some 32 kB. */
    private static final int MOST_WINDOW_UPDATES = 1_000_000;

    private final Duration patience;
    private final Deadline deadline;
    private final byte[] header = new byte[HEADER_BYTES];
    private int prefaceRead;
    private boolean noHttp2;
    private int headerRead;
    private int payloadLeft;
    private boolean headersOpen;
    private int headersBegan;
    private int frames;
    private long windowBegan = System.nanoTime();
    private int control;
    private int windowUpdates;
    private boolean refused;

    private FrameWatch(ChannelHandlerContext context, Duration patience) {
        this.patience = patience;
        this.deadline = new Deadline(() -> refuse(context, "a frame or the headers of a request arrive too slowly"));
    }

    /** Waits for the handshake, and then puts a watch behind it if HTTP/2 was agreed on. */
    static final class Installer extends ChannelInboundHandlerAdapter {
        private final Duration patience;

        Installer(Duration patience) {
            this.patience = patience;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) {
            var tls = context.pipeline().get(SslHandler.class);
            if (tls != null) {
                // Before anything of the application is decrypted.
                tls.handshakeFuture().addListener(_ -> install(context, tls, patience));
            }
            context.pipeline().remove(this);
            context.fireChannelRead(bytes);
        }

        private static void install(ChannelHandlerContext context, SslHandler tls, Duration patience) {
            var behind = context.pipeline().context(tls);
            if (behind != null && "h2".equals(tls.applicationProtocol())) {
                context.pipeline().addAfter(behind.name(), "frames", new FrameWatch(behind, patience));
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        var bytes = (ByteBuf) read;
        if (refused) {
            bytes.release();
            return;
        }
        read(bytes);
        if (noHttp2) {
            bytes.release();
            refuse(context, "no preface of HTTP/2");
            return;
        }
        if (control > MOST_CONTROL || windowUpdates > MOST_WINDOW_UPDATES) {
            bytes.release();
            refuse(context, "too many frames that ask for nothing");
            return;
        }
        watch(context);
        context.fireChannelRead(bytes);
    }

    /** Moves along without taking anything. */
    private void read(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (prefaceRead < PREFACE.length()) {
                noHttp2 |= bytes.getByte(at++) != PREFACE.byteAt(prefaceRead++);
            } else if (headerRead < HEADER_BYTES) {
                header[headerRead++] = bytes.getByte(at++);
                if (headerRead == HEADER_BYTES) {
                    begin();
                }
            } else {
                int skipped = Math.min(payloadLeft, end - at);
                payloadLeft -= skipped;
                at += skipped;
            }
            if (headerRead == HEADER_BYTES && payloadLeft == 0) {
                headerRead = 0;
                frames++;
            }
        }
    }

    private void begin() {
        payloadLeft = ((header[0] & 0xff) << 16) | ((header[1] & 0xff) << 8) | (header[2] & 0xff);
        switch (header[TYPE_AT]) {
            case DATA -> {}
            case HEADERS -> {
                headersOpen = !endsHeaders();
                headersBegan = frames;
            }
            case CONTINUATION -> {
                headersOpen = headersOpen && !endsHeaders();
                count();
            }
            case WINDOW_UPDATE -> {
                lookAtWindow();
                windowUpdates++;
            }
            default -> count();
        }
    }

    private boolean endsHeaders() {
        return (header[FLAGS_AT] & END_HEADERS) != 0;
    }

    private void count() {
        lookAtWindow();
        control++;
    }

    private void lookAtWindow() {
        long now = System.nanoTime();
        if (now - windowBegan >= WINDOW.toNanos()) {
            windowBegan = now;
            control = 0;
            windowUpdates = 0;
        }
    }

    private void watch(ChannelHandlerContext context) {
        boolean isData = headerRead == HEADER_BYTES && header[TYPE_AT] == DATA;
        if (headersOpen) {
            deadline.unfinished(context, headersBegan, patience);
        } else if (prefaceRead < PREFACE.length() || (headerRead > 0 && !isData)) {
            deadline.unfinished(context, frames, patience);
        } else {
            deadline.nothing();
        }
    }

    private void refuse(ChannelHandlerContext context, String why) {
        refused = true;
        if (frames == 0 || noHttp2) {
            // Vert.x does not know this connection yet, and would log whatever it sends.
            var _ = context.close();
            return;
        }
        context.fireExceptionCaught(Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, why));
    }
}
