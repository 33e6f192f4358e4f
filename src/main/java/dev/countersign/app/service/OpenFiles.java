package dev.countersign.app.service;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.countersign.http.ConnectionLimits;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many files this process may have open at once; connections are among them. Some stay free of connections for all
 * else that needs one: PostgreSQL, Redis, the other port, keys and certificates that are read again.
 */
final class OpenFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);
    private static final long LEAST_RESERVE = 128;

    private OpenFiles() {}

    /** The limits, with as many connections as this process can have; says so when that is fewer than somebody wanted. */
    static ConnectionLimits within(ConnectionLimits configured) {
        long most = most();
        var limits = within(configured, most);
        if (limits.open() < configured.open() && configured.open() != ConnectionLimits.DEFAULT.open()) {
            LOG.warn(
                    "limits.connections is {}, but this process may have {} files open: {} connections to each port are"
                            + " let in; raise it (ulimit -n, LimitNOFILE of systemd)",
                    configured.open(),
                    most,
                    limits.open());
        }
        return limits;
    }

    static ConnectionLimits within(ConnectionLimits configured, long files) {
        long reserve = Math.max(LEAST_RESERVE, files / 4);
        int open = (int) Math.min(configured.open(), Math.max(1, files - reserve));
        return new ConnectionLimits(
                open, Math.min(open, configured.openPerAddress()), configured.headTime(), configured.messageTime());
    }

    private static long most() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
