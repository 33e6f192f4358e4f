package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.repository.StoredFile;
import dev.countersign.transparency.Checkpoint;
import dev.countersign.transparency.Frontier;
import dev.countersign.transparency.PublicLog;
import dev.countersign.transparency.PublicationEntry;
import dev.countersign.transparency.SignedNote;
import dev.countersign.transparency.TreeHash;
import dev.countersign.tuf.RoleName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the public log and compares it with every file that was ever published, and with the log that the same reader
 * saw before: neither has what the other has not.
 */
final class PublishedLog {
    /** The version of the timestamp when the repository was taken over; the log is about later ones. */
    int adoptedTimestamp;
    /** Names of files that were taken over. */
    final Set<String> adopted = new HashSet<>();

    private List<Bytes> seen = List.of();
    private @Nullable PublicLog lastLog;

    void check(PublishedState store) {
        var log = store.log();
        var head = store.head();
        assertThat(log == null).isEqualTo(head.timestamp() == adoptedTimestamp);
        if (log == null) {
            return;
        }
        var entries = store.entries();
        assertThat(entries).hasSize(head.timestamp() - adoptedTimestamp);
        assertThat(entries.subList(0, seen.size())).as("entries stay").isEqualTo(seen);
        assertThat(lastLog == null || lastLog.key().equals(log.key())).isTrue();
        seen = entries;
        lastLog = log;
        checkCheckpoint(log, entries);
        var read = entries.stream().map(PublicationEntry::parse).toList();
        assertThat(log.begins()).isEqualTo(read.getFirst().publication());
        assertThat(read.getLast().publication()).isLessThanOrEqualTo(head.publication());
        var published = published(store);
        published.keySet().removeAll(adopted);
        assertThat(files(read)).isEqualTo(published);
        PublishedAudit.check(store, read);
    }

    private static void checkCheckpoint(PublicLog log, List<Bytes> entries) {
        var tree = Frontier.EMPTY;
        for (var entry : entries) {
            tree = tree.plus(TreeHash.leaf(entry)).frontier();
        }
        var note = SignedNote.parse(log.checkpoint());
        assertThat(note.signers(List.of(log.key()))).containsExactly(log.key());
        assertThat(Checkpoint.parse(note.text()))
                .isEqualTo(new Checkpoint(log.key().name(), tree.size(), tree.root()));
    }

    /** All that the entries name, with the SHA-256 of each. */
    private static Map<String, String> files(List<PublicationEntry> entries) {
        var files = new TreeMap<String, String>();
        var last = new ArrayList<Integer>();
        for (var entry : entries) {
            last.add(entry.timestamp().version());
            put(files, RoleName.ROOT, entry.root());
            put(files, RoleName.TIMESTAMP, entry.timestamp());
            put(files, RoleName.SNAPSHOT, entry.snapshot());
            files.putAll(Objects.requireNonNull(entry.changes().files()));
        }
        assertThat(last).isSorted().doesNotHaveDuplicates();
        return files;
    }

    private static void put(Map<String, String> files, RoleName role, PublicationEntry.Pinned pinned) {
        var other = files.put(name(role, pinned.version()), pinned.sha256());
        assertThat(other == null ? pinned.sha256() : other)
                .as("%s %d", role, pinned.version())
                .isEqualTo(pinned.sha256());
    }

    /** Every timestamp has the same name where it is served. */
    private static String name(RoleName role, int version) {
        return role.equals(RoleName.TIMESTAMP) ? version + ".timestamp.json" : role.fileName(version);
    }

    private static Map<String, String> published(PublishedState store) {
        var files = new TreeMap<String, String>();
        for (StoredFile file : store.files().values()) {
            files.put(name(file.role(), file.version()), file.bytes().sha256().hex());
        }
        return files;
    }
}
