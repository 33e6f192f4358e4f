package dev.countersign.mirror;

import dev.countersign.json.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A place in memory, as a bucket, which can be away, and at which a process can be killed at any of its deeds. */
final class MemoryStore implements MirrorStore {
    final Map<String, Bytes> files = new ConcurrentHashMap<>();

    /** What was written or removed, in order. */
    final List<String> deeds = new ArrayList<>();

    /** As many deeds are done before the process that does them is killed. */
    int alive = Integer.MAX_VALUE;

    volatile boolean away;
    volatile boolean denied;

    /** What others do between a look and the deed that follows from it. */
    Runnable before = () -> {};

    /** What happens before something is removed. */
    volatile Runnable removing = () -> {};

    /** What was to be created, whether it was there already or not. */
    final List<String> offered = new CopyOnWriteArrayList<>();

    private final AtomicBoolean held = new AtomicBoolean();

    /** Nothing is caught of it: this is kill -9. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @Override
    public WriteHold hold(boolean empty) {
        check();
        if (!held.compareAndSet(false, true)) {
            throw new MirrorFailure.Contended("another process writes");
        }
        return () -> held.set(false);
    }

    private void check() {
        if (away) {
            throw new MirrorFailure.Away("it is away");
        }
        if (denied) {
            throw new MirrorFailure.NotLetIn("it does not take these credentials");
        }
    }

    @Override
    public Optional<MirrorFile> read(String name, int maxBytes) {
        check();
        return Optional.ofNullable(files.get(name))
                .map(content -> new MirrorFile(content, content.sha256().hex()));
    }

    @Override
    public synchronized boolean create(String name, Bytes content) {
        check();
        offered.add(name);
        if (files.containsKey(name)) {
            return false;
        }
        doing("+" + name, () -> files.put(name, content));
        return true;
    }

    @Override
    public synchronized boolean replace(String name, @Nullable String tag, Bytes content) {
        check();
        before.run();
        var there = files.get(name);
        if (there == null ? tag != null : !there.sha256().hex().equals(tag)) {
            return false;
        }
        doing("=" + name, () -> files.put(name, content));
        return true;
    }

    @Override
    public synchronized void delete(String name) {
        check();
        removing.run();
        doing("-" + name, () -> files.remove(name));
    }

    private void doing(String deed, Runnable done) {
        if (alive == 0) {
            throw new Killed();
        }
        alive--;
        deeds.add(deed);
        done.run();
    }
}
