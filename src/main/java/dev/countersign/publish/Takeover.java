package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Head;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Publications;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.ForeignRepository.FoundFile;
import dev.countersign.tuf.RoleName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Makes what others have published the state of a repository, in one transaction, as a publication that signs nothing. It has no
 * entry in the public log, which is about what is signed here.
 */
final class Takeover {
    private final State before;
    private final Commit.ForeignMetadata takeOver;

    Takeover(State before, Commit.ForeignMetadata takeOver) {
        this.before = before;
        this.takeOver = takeOver;
    }

    /** Files that were taken over before are there already. */
    Published commit(Publisher.PublisherPorts ports, CurrentPace pace, AnswerLimit answers, Instant now) {
        var writer = SliceWriter.begin(ports.publications(), before.head().publication(), pace, answers);
        try {
            var copied = new CopiedFiles(writer);
            takeOver.content().forEach(copied::take);
            var head = head(now);
            var step = new Publications.Step(
                    head,
                    takeOver.repository(),
                    replaced(),
                    takeOver.outcomes(),
                    Layout.of(takeOver.repository()).bitLength());
            var kept = writer.commit(step);
            var snapshot = PublishedSnapshot.parse(head.snapshot(), copied.content(RoleName.SNAPSHOT));
            var timestamp = copied.content(RoleName.TIMESTAMP);
            return new Published(
                    new State(head, takeOver.repository(), snapshot, timestamp, before.log()),
                    new MadeFiles(copied.made),
                    kept);
        } catch (RuntimeException e) {
            writer.abandon(e);
            throw e;
        }
    }

    /** Adds what is new to the transaction as it comes; keeps what the state needs. */
    private final class CopiedFiles {
        private final SliceWriter writer;
        private final Map<String, FoundFile> wanted = new HashMap<>();
        private final Map<RoleName, Bytes> shown = new HashMap<>();
        private final List<MadeFile> made = new ArrayList<>();

        CopiedFiles(SliceWriter writer) {
            this.writer = writer;
            takeOver.files().forEach(file -> wanted.put(file.name(), file));
        }

        void take(String name, Bytes content) {
            var file = wanted.get(name);
            if (file == null) {
                return;
            }
            if (file.role().equals(RoleName.SNAPSHOT) || file.role().equals(RoleName.TIMESTAMP)) {
                shown.put(file.role(), content);
            }
            if (isNew(file)) {
                made.add(writer.add(new StoredFile(file.role(), file.version(), file.expires(), content)));
            }
        }

        Bytes content(RoleName role) {
            return Objects.requireNonNull(shown.get(role));
        }
    }

    /** Not by its version: one that was listed before, and not delegated to, was not taken over. */
    private boolean isNew(FoundFile file) {
        return !takeOver.stored().contains(key(file));
    }

    private static RoleVersion key(FoundFile file) {
        return new RoleVersion(file.role(), file.version());
    }

    private Head head(Instant now) {
        return new Head(
                before.head().publication() + 1,
                takeOver.journal(),
                now,
                newest(RoleName.ROOT).version(),
                newest(RoleName.TIMESTAMP).version(),
                newest(RoleName.SNAPSHOT).version(),
                newest(RoleName.TARGETS).version());
    }

    /** What was taken over before, and is not the newest any more. */
    private List<RoleVersion> replaced() {
        var shown = takeOver.files().stream().map(Takeover::key).collect(Collectors.toSet());
        return takeOver.files().stream()
                .filter(file -> !file.role().equals(RoleName.ROOT))
                .map(file -> new RoleVersion(file.role(), before.version(file.role())))
                .filter(known -> known.version() > 0 && !shown.contains(known))
                .toList();
    }

    private FoundFile newest(RoleName role) {
        return takeOver.files().stream()
                .filter(file -> file.role().equals(role))
                .reduce((_, last) -> last)
                .orElseThrow();
    }
}
