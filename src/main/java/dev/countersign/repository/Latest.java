package dev.countersign.repository;

import dev.countersign.json.Bytes;
import dev.countersign.transparency.PublicLog;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest publication this node knows: what readers are answered from. It only ever moves forward; whoever calls
 * {@link #advance} with an older publication changes nothing.
 */
public final class Latest {

    /**
     * One committed publication as readers need it.
     *
     * @param timestamp the bytes of timestamp.json; empty before bootstrap
     * @param log the public log up to this publication; null before it begins
     */
    public record View(
            Head head,
            Repository repository,
            Bytes timestamp,
            @Nullable PublicLog log) {

        /** One whose log has not begun. */
        public View(Head head, Repository repository, Bytes timestamp) {
            this(head, repository, timestamp, null);
        }

        /** The same as a view of a repository that clients can use; empty before there is one. */
        public Optional<Usable> established() {
            return repository instanceof Repository.Established established
                    ? Optional.of(new Usable(head, established, log))
                    : Optional.empty();
        }
    }

    /** A publication of a repository that clients can use. */
    public record Usable(
            Head head,
            Repository.Established repository,
            @Nullable PublicLog log) {}

    private final List<Consumer<View>> listeners = new CopyOnWriteArrayList<>();
    private volatile View view = new View(Head.NONE, new Repository.Empty(), Bytes.EMPTY);

    public View view() {
        return view;
    }

    /** Called by the publisher after a commit, and by followers that have read a newer publication. Any thread. */
    public synchronized void advance(View next) {
        if (next.head().publication() < view.head().publication()) {
            return;
        }
        view = next;
        listeners.forEach(listener -> listener.accept(next));
    }

    /** Listeners are called on the advancing thread, in order, and must return at once. */
    public void onAdvance(Consumer<View> listener) {
        listeners.add(listener);
    }
}
