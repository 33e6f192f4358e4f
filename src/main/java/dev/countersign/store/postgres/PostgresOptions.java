package dev.countersign.store.postgres;

import java.time.Duration;

/**
 * How to reach PostgreSQL and how long to wait for it.
 *
 * @param uri {@code postgresql://user:password@host:port/database}, with {@code search_path}, {@code sslmode} and
 *     {@code sslrootcert} among its parameters when needed
 * @param poolSize connections that reads and submissions share; publishing, leadership and wake-ups each have one more
 * @param connectTimeout for a connection, and for a free one of the pool
 * @param statementTimeout for any statement; what takes longer is given up on both sides
 * @param heartbeat how often the connection that holds leadership is checked; a dead leader is noticed within ten
 */
public record PostgresOptions(
        String uri, int poolSize, Duration connectTimeout, Duration statementTimeout, Duration heartbeat) {

    public PostgresOptions {
        if (poolSize < 1) {
            throw new IllegalArgumentException("pool size: " + poolSize + " (expected: >= 1)");
        }
        requirePositive("connect timeout", connectTimeout);
        requirePositive("statement timeout", statementTimeout);
        requirePositive("heartbeat", heartbeat);
    }

    /** The given address with values that suit a server on the same network. */
    public static PostgresOptions parse(String uri) {
        return new PostgresOptions(uri, 8, Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(1));
    }

    private static void requirePositive(String name, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1 ms)");
        }
    }

    /** Without the URI, which holds a password. */
    @Override
    public String toString() {
        return "PostgresOptions[poolSize=" + poolSize + ", connectTimeout=" + connectTimeout + ", statementTimeout="
                + statementTimeout + ", heartbeat=" + heartbeat + "]";
    }
}
