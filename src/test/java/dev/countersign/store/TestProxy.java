package dev.countersign.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A network of a test's own in front of a server on this machine: it can be slow, stall, drop everything without a word,
 * or be cut, each at any time, and heal again.
 *
 * <p>{@link Way#hold} is a stall: what was sent meanwhile arrives when the way {@link Way#pass passes} again, as TCP
 * sends again after a short outage. {@link #lose} is a firewall that forgot: connections of now stay open and dumb for
 * ever, and those opened before {@link #restore} too.
 */
public final class TestProxy implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final int target;
    private final int port;
    private final Way toServer = new Way();
    private final Way toClient = new Way();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();

    /** Guarded by this. */
    private ServerSocket listener;

    /** Guarded by this. */
    private Thread acceptor;

    private volatile boolean loses;
    private volatile @Nullable Fuse fuse;

    /** Guarded by this. */
    private boolean blown;

    private TestProxy(int target) {
        this.target = target;
        this.port = FreePort.next();
        this.listener = listen(port);
        this.acceptor = accept(listener);
    }

    /** In front of a port of 127.0.0.1. */
    public static TestProxy to(int port) {
        return new TestProxy(port);
    }

    /** In front of the server that a URI names. */
    public static TestProxy to(String uri) {
        return to(URI.create(uri).getPort());
    }

    public int port() {
        return port;
    }

    /** The same URI, but through this proxy. */
    public String uri(String direct) {
        return direct.replace(":" + target, ":" + port);
    }

    public Way toServer() {
        return toServer;
    }

    public Way toClient() {
        return toClient;
    }

    /** Adds so much to the way there, and so much to the way back. */
    public void delay(Duration there, Duration back) {
        toServer.delay(there);
        toClient.delay(back);
    }

    /** Nothing passes until {@link #restore}, which delivers it. Connections can be made and stall. */
    public void hold() {
        toServer.hold();
        toClient.hold();
    }

    /** Drops everything silently: what is connected now, or until {@link #restore}, never hears anything again. */
    public void lose() {
        loses = true;
        links.forEach(Link::forget);
    }

    /** Resets every connection and, once this returns, refuses new ones until {@link #restore}. */
    public synchronized void cut() {
        close(listener);
        // The system goes on listening, whatever close() says, for as long as a virtual thread waits in accept().
        await(acceptor);
        links.forEach(Link::end);
    }

    /** When the network is {@link #cut} by itself. */
    public enum Moment {
        /** Before the server gets a piece of what is sent to it. */
        BEFORE_IT_ARRIVES,
        /** When the server answers after that piece, before anything of it arrives. */
        BEFORE_ITS_ANSWER
    }

    /** Cuts at the n-th piece that is sent to the server from now on, whatever connection it is on. */
    public synchronized void cutAt(int piece, Moment moment) {
        blown = false;
        fuse = new Fuse(new AtomicInteger(piece), moment);
    }

    /** Whether that cut was made; none is any more. */
    public synchronized boolean wasCut() {
        fuse = null;
        return blown;
    }

    /** Whether a piece must not arrive, because of the cut that is made here. */
    private boolean cutsBefore(Way way) {
        var due = fuse;
        return due != null && due.isDue(way == toServer) && cut(due);
    }

    private synchronized boolean cut(Fuse due) {
        if (due != fuse) {
            return blown;
        }
        blown = true;
        fuse = null;
        cut();
        return true;
    }

    private record Fuse(AtomicInteger left, Moment moment) {
        boolean isDue(boolean atRequest) {
            return atRequest
                    ? left.decrementAndGet() == 0 && moment == Moment.BEFORE_IT_ARRIVES
                    : left.get() <= 0 && moment == Moment.BEFORE_ITS_ANSWER;
        }
    }

    /** Resets every connection; new ones are welcome. */
    public void reset() {
        links.forEach(Link::end);
    }

    /** A fast network again; only connections that were lost or cut stay so. */
    public synchronized void restore() {
        loses = false;
        delay(Duration.ZERO, Duration.ZERO);
        toServer.pass();
        toClient.pass();
        if (listener.isClosed()) {
            listener = listen(port);
            acceptor = accept(listener);
        }
    }

    /** How many connections there are, dumb ones included. */
    public int connections() {
        return links.size();
    }

    @Override
    public void close() {
        cut();
    }

    private static ServerSocket listen(int port) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Thread accept(ServerSocket from) {
        return Thread.ofVirtual().start(() -> {
            while (!from.isClosed()) {
                try {
                    connect(from.accept());
                } catch (IOException _) {
                    // Cut, or the server is not there: the client has been hung up on.
                }
            }
        });
    }

    private void connect(Socket client) throws IOException {
        try {
            client.setTcpNoDelay(true);
            var server = new Socket(InetAddress.getLoopbackAddress(), target);
            server.setTcpNoDelay(true);
            new Link(client, server).start();
        } catch (IOException e) {
            close(client);
            throw e;
        }
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception _) {
            // It is closed all the same.
        }
    }

    /** One direction, of all connections. */
    public static final class Way {
        private long delayNanos;
        private boolean held;

        public synchronized void delay(Duration delay) {
            delayNanos = delay.toNanos();
        }

        /** Nothing arrives any more until {@link #pass}. */
        public synchronized void hold() {
            held = true;
        }

        /** Delivers what was held, and what comes. */
        public synchronized void pass() {
            held = false;
            notifyAll();
        }

        private synchronized long due() {
            return System.nanoTime() + delayNanos;
        }

        private synchronized void await(long due) throws InterruptedException {
            var left = due - System.nanoTime();
            while (held || left > 0) {
                if (held) {
                    wait();
                } else {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                }
                left = due - System.nanoTime();
            }
        }
    }

    private record Chunk(byte[] bytes, long due) {}

    /** One connection. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean dumb = loses;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start() throws IOException {
            links.add(this);
            carry(client.getInputStream(), server.getOutputStream(), toServer);
            carry(server.getInputStream(), client.getOutputStream(), toClient);
        }

        private void carry(InputStream from, OutputStream to, Way way) {
            var underWay = new LinkedBlockingQueue<Chunk>();
            Thread.ofVirtual().start(() -> read(from, underWay, way));
            Thread.ofVirtual().start(() -> write(underWay, to, way));
        }

        private void read(InputStream from, BlockingQueue<Chunk> underWay, Way way) {
            var buffer = new byte[CHUNK];
            int length = 0;
            while (length >= 0) {
                try {
                    length = from.read(buffer);
                } catch (IOException _) {
                    length = -1;
                }
                // An empty chunk is the end.
                underWay.add(new Chunk(Arrays.copyOf(buffer, Math.max(0, length)), way.due()));
            }
        }

        private void write(BlockingQueue<Chunk> underWay, OutputStream to, Way way) {
            try {
                while (true) {
                    var chunk = underWay.take();
                    way.await(chunk.due());
                    if (dumb) {
                        continue;
                    }
                    if (chunk.bytes().length == 0) {
                        end();
                        return;
                    }
                    if (cutsBefore(way)) {
                        return;
                    }
                    to.write(chunk.bytes());
                }
            } catch (IOException | InterruptedException _) {
                end();
            }
        }

        void forget() {
            dumb = true;
        }

        /** With a reset rather than an orderly end. */
        void end() {
            links.remove(this);
            try {
                client.setSoLinger(true, 0);
                server.setSoLinger(true, 0);
            } catch (IOException _) {
                // Already ended.
            }
            close(client);
            close(server);
        }
    }
}
