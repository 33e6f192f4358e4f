package dev.countersign.watch;

import dev.countersign.packages.Ecosystem;
import dev.countersign.packages.ProjectList;
import dev.countersign.packages.SignedFile;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What is known of a project. Everything but the lock is guarded by this object. */
final class SeenProject {
    /** Held by whoever looks at the project, while it asks the registry. */
    final ReentrantLock looking = new ReentrantLock();

    private final String name;
    private final SortedMap<String, SeenFile> files = new TreeMap<>();
    /** Paths on their way to be signed. */
    private final Set<String> sent = new HashSet<>();

    private @Nullable String mark;
    /** The hash of the list that was last sent, and of the one that was last signed. */
    private @Nullable String sentList;

    private @Nullable String signedList;
    private boolean alarmed;

    SeenProject(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** A copy of what is known. */
    synchronized Map<String, SeenFile> files() {
        return new TreeMap<>(files);
    }

    synchronized int count() {
        return files.size();
    }

    synchronized @Nullable SeenFile file(String file) {
        return files.get(file);
    }

    synchronized void put(String file, SeenFile seen) {
        files.put(file, seen);
    }

    synchronized @Nullable String mark() {
        return mark;
    }

    synchronized void mark(@Nullable String now) {
        mark = now;
    }

    /** Whether an alarm stood at the last look, so that the next one must not be left out. */
    synchronized boolean isAlarmed() {
        return alarmed;
    }

    synchronized void alarmed(boolean now) {
        alarmed = now;
    }

    synchronized @Nullable String signedList() {
        return signedList;
    }

    synchronized void signedList(@Nullable String sha256) {
        signedList = sha256;
    }

    /** Whether this list is neither signed nor on its way. */
    synchronized boolean isNewList(String sha256) {
        return !sha256.equals(sentList);
    }

    synchronized void sentList(@Nullable String sha256) {
        sentList = sha256;
    }

    /** Whether a file is not on its way yet; it is from now on. */
    synchronized boolean send(String file) {
        return sent.add(file);
    }

    synchronized void arrived(String file) {
        sent.remove(file);
    }

    /** Whether a file is there whose bytes were last compared before a moment. */
    synchronized boolean hasCheckedBefore(Instant moment) {
        return files.values().stream()
                .anyMatch(file -> file.stage().isListed() && file.checked().isBefore(moment));
    }

    /** The list of what is signed, or will be. */
    synchronized ProjectList list(Ecosystem ecosystem) {
        var listed = new TreeMap<String, SignedFile>();
        files.forEach((file, seen) -> {
            if (seen.stage().isListed()) {
                listed.put(file, seen.listed());
            }
        });
        return new ProjectList(ecosystem, name, listed);
    }
}
