package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Head;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.transparency.AuditCoverage;
import dev.countersign.transparency.LogKey;
import dev.countersign.transparency.PublicationEntry;
import dev.countersign.transparency.PublicationEntry.Pinned;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.RoleName;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends publications to the public log: each that makes a timestamp, so that the entries of a log have consecutive
 * versions of it. The entry is committed with its publication or not at all.
 */
final class LogAppender {

    /** The log after a publication, and what is to be committed of it; nothing of a publication without metadata. */
    record Outcome(@Nullable SigningLog log, Publications.@Nullable Logged logged) {}

    private final Supplier<LogKey> newKey;
    private final String origin;

    LogAppender(Supplier<LogKey> newKey, String origin) {
        this.newKey = newKey;
        this.origin = origin;
    }

    /** @param audit the rows of the audit that the entry covers, asked for when there is one */
    Outcome append(
            @Nullable SigningLog log,
            Head head,
            Repository.Established repository,
            @Nullable PublishedSnapshot snapshot,
            MadeFiles made,
            Supplier<AuditCoverage> audit) {
        var timestamp = made.of(RoleName.TIMESTAMP);
        if (timestamp.isEmpty() || snapshot == null) {
            return new Outcome(log, null);
        }
        var entry = new PublicationEntry(
                head.publication(),
                head.committedAt(),
                pinned(head.root(), repository.root().toBytes().sha256()),
                pinned(head.timestamp(), timestamp.get().sha256()),
                pinned(snapshot),
                PublicationEntry.Changes.of(made.digestsBelowSnapshot()),
                audit.get());
        var appended = log == null ? SigningLog.begin(newKey.get(), origin, entry) : log.plus(entry);
        return new Outcome(appended.after(), appended.logged());
    }

    private static Pinned pinned(int version, Bytes sha256) {
        return new Pinned(version, sha256.hex());
    }

    private static Pinned pinned(PublishedSnapshot snapshot) {
        var file = snapshot.file();
        return new Pinned(file.version(), Objects.requireNonNull(file.hashes().get(HashAlgorithm.SHA256)));
    }
}
