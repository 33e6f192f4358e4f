package dev.countersign.mirror;

import dev.countersign.json.Bytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of one mirror are. Every method waits for its answer and may throw {@link MirrorFailure}; what one has
 * returned from is durable. Several threads may write different files at once.
 */
public interface MirrorStore {
    /** More than any metadata has: up to here it is looked at what lies under a name of ours, whatever it is. */
    int MOST_BYTES = 64 << 20;

    /**
     * Begins to write. Where several processes cannot be told apart later, no other one writes until the end; elsewhere
     * {@link #replace} alone decides.
     *
     * @param empty whether it was never written before, so that the place itself may be missing
     * @throws MirrorFailure.Contended while another process writes
     */
    WriteHold hold(boolean empty);

    /** Whoever has it may write. */
    interface WriteHold extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Reads a file as a client would.
     *
     * @throws MirrorFailure.Unverifiable when it is larger
     */
    Optional<MirrorFile> read(String name, int maxBytes);

    /** Writes a file under a name that has none. False, and nothing is changed, when it has one. */
    boolean create(String name, Bytes content);

    /**
     * Writes a file instead of the one that has this tag; null when there must be none. False, and nothing is changed, when
     * another is there.
     */
    boolean replace(String name, @Nullable String tag, Bytes content);

    /** Removes a file, if it is there. */
    void delete(String name);

    /**
     * A file as it is there.
     *
     * @param tag changes with the content
     */
    record MirrorFile(Bytes content, String tag) {}
}
