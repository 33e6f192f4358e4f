package dev.countersign.publish;

import dev.countersign.repository.Publications;
import dev.countersign.repository.RepositoryException;
import dev.countersign.transparency.LogKey;
import dev.countersign.transparency.PublicLog;
import dev.countersign.transparency.PublicationEntry;
import org.jspecify.annotations.Nullable;

/** The public log with the key that signs it. */
record SigningLog(PublicLog log, LogKey key) {

    /** What an entry makes of the log, and what of it is to be committed. */
    record Continued(SigningLog after, Publications.Logged logged) {}

    /** As committed. */
    static SigningLog of(PublicLog log, @Nullable LogKey key) {
        if (key == null || !log.isOf(key)) {
            throw new RepositoryException.Damaged(
                    "the key of its public log is gone; stop all nodes, and make another by countersign log rotate"
                            + " --config FILE",
                    new IllegalStateException("no row of log_key is the key " + log.key()));
        }
        return new SigningLog(log, key);
    }

    /** Begins a log with its first entry. */
    static Continued begin(LogKey key, String origin, PublicationEntry entry) {
        return new SigningLog(PublicLog.begin(key, origin, entry.publication()), key).append(entry, key);
    }

    Continued plus(PublicationEntry entry) {
        return append(entry, null);
    }

    private Continued append(PublicationEntry entry, @Nullable LogKey made) {
        var appended = log.plus(entry, key);
        return new Continued(new SigningLog(appended.log(), key), new Publications.Logged(appended, made));
    }
}
