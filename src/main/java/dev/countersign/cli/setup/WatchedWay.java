package dev.countersign.cli.setup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on this machine through which a trial reaches the guard and nobody else: whoever else it asks for is noted and
 * refused. Package managers that leave proxies out for addresses of this machine are not seen when they ask one of those.
 */
final class WatchedWay implements AutoCloseable {
    private static final int MAX_HEAD = 64 << 10;
    private static final int CONNECT_MILLIS = 10_000;
    private static final Pattern REQUEST = Pattern.compile("([A-Z]+) (\\S+) HTTP/1\\.[01]");

    private final ServerSocket server;
    private final String guard;
    private final Set<String> elsewhere = new ConcurrentSkipListSet<>();

    WatchedWay(URI guard) {
        this.guard = authority(guard);
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("listening on loopback", e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** What makes programs go this way. */
    Map<String, String> environment() {
        var address = "http://127.0.0.1:" + server.getLocalPort();
        return Map.of(
                "http_proxy",
                address,
                "https_proxy",
                address,
                "all_proxy",
                address,
                "no_proxy",
                "",
                "HTTP_PROXY",
                address,
                "HTTPS_PROXY",
                address,
                "ALL_PROXY",
                address,
                "NO_PROXY",
                "");
    }

    /** Hosts with ports that were asked for besides the guard. */
    Set<String> elsewhere() {
        return Set.copyOf(elsewhere);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                // Closed, or a client that is gone already.
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var head = head(client.getInputStream());
            var line = REQUEST.matcher(head.lines().findFirst().orElse(""));
            if (!line.matches()) {
                return;
            }
            var tunnel = line.group(1).equals("CONNECT");
            var target = tunnel ? null : URI.create(line.group(2));
            var asked = target == null ? line.group(2).toLowerCase(Locale.ROOT) : authority(target);
            if (!asked.equals(guard)) {
                elsewhere.add(asked);
                answer(client, "HTTP/1.1 403 Not the guard\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                return;
            }
            try (var to = new Socket()) {
                to.connect(address(), CONNECT_MILLIS);
                if (tunnel) {
                    answer(client, "HTTP/1.1 200 OK\r\n\r\n");
                } else {
                    answer(to, forwarded(head, line.group(1), target));
                }
                join(client, to);
            }
        } catch (IOException | IllegalArgumentException e) {
            // The client sees that its connection ends.
        }
    }

    private InetSocketAddress address() {
        var colon = guard.lastIndexOf(':');
        return new InetSocketAddress(
                guard.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(guard.substring(colon + 1)));
    }

    private static String authority(URI address) {
        var port = address.getPort() > 0 ? address.getPort() : "https".equals(address.getScheme()) ? 443 : 80;
        return (address.getHost() + ":" + port).toLowerCase(Locale.ROOT);
    }

    /** All up to the empty line. */
    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() > MAX_HEAD) {
                throw new IOException("no whole request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** As the guard itself would have been asked, and once in a connection. */
    private static String forwarded(String head, String method, @Nullable URI target) {
        var path = target == null ? "/" : target.getRawPath();
        var query = target == null || target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        var headers = head.lines()
                .skip(1)
                .filter(line -> !line.isEmpty() && !line.regionMatches(true, 0, "connection:", 0, 11))
                .filter(line -> !line.regionMatches(true, 0, "proxy-", 0, 6))
                .toList();
        return method + " " + path + query + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                + "\r\nConnection: close\r\n\r\n";
    }

    private static void answer(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static void join(Socket client, Socket guard) throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                copy(client.getInputStream(), guard.getOutputStream());
                guard.shutdownOutput();
            } catch (IOException e) {
                // The other direction ends, too.
            }
        });
        copy(guard.getInputStream(), client.getOutputStream());
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        in.transferTo(out);
        out.flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
