package dev.countersign.store.redis;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Redis, which several nodes share.
 *
 * @param uri {@code redis://user:password@host:port/0}, or {@code rediss://} for TLS
 * @param ca a PEM file of the authorities that its certificate is checked against; null for those of the Java runtime
 * @param prefix of every key and channel; repositories that share a Redis need different ones
 * @param timeout for any answer; PostgreSQL is asked when it takes longer
 */
public record RedisOptions(String uri, @Nullable Path ca, String prefix, Duration timeout) {
    private static final Set<String> SCHEMES = Set.of("redis", "rediss");

    public RedisOptions {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("Redis timeout: " + timeout + " (expected: at least 1 ms)");
        }
        if (!readable(uri)) {
            // The text may hold a password and is not repeated.
            throw new IllegalArgumentException(
                    "the Redis URI cannot be read (expected: redis://user:password@host:port/0 or rediss://…)");
        }
    }

    /** The given address with values that suit a Redis on the same network. */
    public static RedisOptions parse(String uri) {
        return parse(uri, null);
    }

    /** The same, with a certificate that these authorities have issued. */
    public static RedisOptions parse(String uri, @Nullable Path ca) {
        return new RedisOptions(uri, ca, "countersign:", Duration.ofMillis(500));
    }

    private static boolean readable(String uri) {
        try {
            var parsed = URI.create(uri);
            return parsed.getHost() != null && parsed.getScheme() != null && SCHEMES.contains(parsed.getScheme());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    boolean isEncrypted() {
        return uri.startsWith("rediss:");
    }

    /** Host and port, for messages. */
    String place() {
        var parsed = URI.create(uri);
        return parsed.getHost() + ":" + (parsed.getPort() < 0 ? 6379 : parsed.getPort());
    }

    /** Without the URI, which may hold a password. */
    @Override
    public String toString() {
        return "RedisOptions[prefix=" + prefix + ", timeout=" + timeout + "]";
    }
}
