import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** One keep-alive HTTP/1.1 connection to this machine, with as little between caller and socket as possible. */
final class Wire implements Closeable {

    /** An answer with its body as sent, or unpacked if it was sent gzipped. */
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        boolean closes() {
            return "close".equalsIgnoreCase(headers.get("connection"));
        }
    }

    /** What shows a caller's token, or would if there were one. */
    static final String AUTHORIZATION = "Bearer " + System.getenv().getOrDefault("COUNTERSIGN_TOKEN", "none");

    private final Address address;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    /** A host and port; {@code 127.0.0.1:8080}. */
    record Address(String host, int port) {
        static Address of(String text) {
            int colon = text.lastIndexOf(':');
            return new Address(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        }
    }

    Wire(Address address) throws IOException {
        this.address = address;
        connect();
    }

    private void connect() throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(address.host(), address.port()), 5_000);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
        out = socket.getOutputStream();
    }

    /** @param headers whole lines, {@code "Accept: application/json"} */
    Answer get(String path, String... headers) throws IOException {
        return send("GET", path, null, headers);
    }

    /** With another caller's credentials. */
    Answer getAs(String path, String authorization) throws IOException {
        return send("GET", path, null, "Authorization: " + authorization);
    }

    Answer post(String path, byte[] json) throws IOException {
        return send("POST", path, json);
    }

    private Answer send(String method, String path, byte[] body, String... headers) throws IOException {
        var head = new StringBuilder(256)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(address.host())
                .append(':')
                .append(address.port())
                .append("\r\n");
        // Metadata is read by everybody, who shows nothing.
        if (path.contains("/api/v1/") && String.join("", headers).indexOf("Authorization") < 0) {
            head.append("Authorization: ").append(AUTHORIZATION).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        if (body != null) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
        byte[] request = first;
        if (body != null) {
            request = new byte[first.length + body.length];
            System.arraycopy(first, 0, request, 0, first.length);
            System.arraycopy(body, 0, request, first.length, body.length);
        }
        if (socket.isClosed()) {
            connect();
        }
        out.write(request);
        var answer = read();
        if (answer.closes()) {
            close();
        }
        return answer;
    }

    private Answer read() throws IOException {
        String status = line();
        var headers = new HashMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = body(headers);
        if ("gzip".equalsIgnoreCase(headers.get("content-encoding"))) {
            body = new GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes();
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, body);
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            var whole = new ByteArrayOutputStream();
            while (true) {
                int size = Integer.parseInt(line().split(";", 2)[0].strip(), 16);
                whole.write(exactly(size));
                line();
                if (size == 0) {
                    return whole.toByteArray();
                }
            }
        }
        return exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length != size) {
            throw new EOFException("body: " + bytes.length + " bytes (expected: " + size + ")");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("connection closed by " + address.host() + ":" + address.port());
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
