package dev.countersign.http;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives each request a name, which stands in its answer and in the log. */
public final class RequestIds {
    static final String HEADER = "X-Request-Id";

    private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final String prefix;
    private final AtomicLong count = new AtomicLong();

    /** @param seed different for every process */
    public RequestIds(long seed) {
        this.prefix = HexFormat.of().toHexDigits(seed) + "-";
    }

    /** The name a proxy has given the request, if it is harmless, or a new one. */
    String of(@Nullable String given) {
        return given != null && ACCEPTABLE.matcher(given).matches()
                ? given
                : prefix + Long.toHexString(count.incrementAndGet());
    }
}
