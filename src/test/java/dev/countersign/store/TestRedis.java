package dev.countersign.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import redis.embedded.RedisServer;

/** A Redis server of a test's own, which can be stopped and started again at the same address, empty. */
public final class TestRedis implements AutoCloseable {
    private final int port;
    private final String password;
    private RedisServer server;

    private TestRedis(int port, String password) {
        this.port = port;
        this.password = password;
        this.server = start();
    }

    public static TestRedis open() {
        return new TestRedis(FreePort.next(), "");
    }

    /** One that wants a password, which its URI has. */
    public static TestRedis openWithPassword(String password) {
        return new TestRedis(FreePort.next(), password);
    }

    public String uri() {
        return "redis://" + (password.isEmpty() ? "" : ":" + password + "@") + "127.0.0.1:" + port;
    }

    public void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void restart() {
        server = start();
    }

    @Override
    public void close() {
        stop();
    }

    private RedisServer start() {
        try {
            var starting = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .settingIf(!password.isEmpty(), "requirepass " + password)
                    .build();
            starting.start();
            return starting;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
