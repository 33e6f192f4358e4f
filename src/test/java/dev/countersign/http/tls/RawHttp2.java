package dev.countersign.http.tls;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** HTTP/2 by hand: frames that no client library sends. */
public final class RawHttp2 implements AutoCloseable {
    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int END_HEADERS = 4;
    private static final int HAS_PRIORITY = 32;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SSLSocket socket;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

    /** @param status of an answer's headers, otherwise empty */
    public record Frame(int type, int flags, int stream, byte[] payload, String status) {
        public int error() {
            int at = type == GOAWAY ? 4 : 0;
            return (payload[at] & 0xff) << 24
                    | (payload[at + 1] & 0xff) << 16
                    | (payload[at + 2] & 0xff) << 8
                    | payload[at + 3] & 0xff;
        }
    }

    private RawHttp2(SSLSocket socket) {
        this.socket = socket;
    }

    /** Agreed on, and nothing sent. */
    public static RawHttp2 connect(SSLContext context, int port) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        var parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return new RawHttp2(socket);
    }

    public static RawHttp2 open(SSLContext context, int port) throws IOException {
        var connection = connect(context, port);
        connection.write(PREFACE);
        connection.send(SETTINGS, 0, 0);
        return connection;
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    public static byte[] preface(int length) {
        return java.util.Arrays.copyOf(PREFACE, length);
    }

    public void send(int type, int flags, int stream, byte... payload) throws IOException {
        write(frame(type, flags, stream, payload));
    }

    public static byte[] frame(int type, int flags, int stream, byte... payload) {
        var out = new ByteArrayOutputStream();
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.write(stream >> 24);
        out.write(stream >> 16);
        out.write(stream >> 8);
        out.write(stream);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** Names and values in turn, written as they are. */
    public static byte[] block(String... fields) {
        var out = new ByteArrayOutputStream();
        for (int at = 0; at < fields.length; at += 2) {
            out.write(0);
            text(out, fields[at]);
            text(out, fields[at + 1]);
        }
        return out.toByteArray();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            out.write(bytes.length);
        } else {
            out.write(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                out.write(rest % 128 + 128);
                rest /= 128;
            }
            out.write(rest);
        }
        out.writeBytes(bytes);
    }

    /** All that comes until the first of these types, or the end. */
    public List<Frame> until(int... types) throws IOException {
        var frames = new ArrayList<Frame>();
        try {
            var in = new DataInputStream(socket.getInputStream());
            while (true) {
                var head = new byte[9];
                in.readFully(head);
                var payload = new byte[(head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff];
                in.readFully(payload);
                int stream = (head[7] & 0xff) << 8 | head[8] & 0xff;
                var frame = new Frame(
                        head[3], head[4], stream, payload, head[3] == HEADERS ? status(stream, head[4], payload) : "");
                frames.add(frame);
                for (var type : types) {
                    if (frame.type() == type) {
                        return frames;
                    }
                }
            }
        } catch (EOFException | SocketException | SSLException ended) {
            return frames;
        }
    }

    /** Each block of a connection changes how the next is written. */
    private String status(int stream, int flags, byte[] payload) {
        try {
            var block = Unpooled.wrappedBuffer(payload).skipBytes((flags & HAS_PRIORITY) / HAS_PRIORITY * 5);
            return String.valueOf(decoder.decodeHeaders(stream, block).status());
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
