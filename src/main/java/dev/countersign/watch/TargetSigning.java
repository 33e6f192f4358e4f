package dev.countersign.watch;

import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The service that signs. Each method returns when clients can see what was done; doing the same again changes nothing.
 * Called by one thread.
 *
 * <p>Methods throw {@link SigningTrouble} when nothing is known to be done; the same may be tried again.
 */
public interface TargetSigning {
    /** Most targets of one call. */
    int MOST_AT_ONCE = 500;

    /** Adds targets. Returns the reasons for those that were not added. */
    Map<TargetPath, String> add(SequencedMap<TargetPath, TargetFile> targets);

    /** Withdraws targets; one that is not there is withdrawn. */
    void remove(List<TargetPath> paths);

    /** Why nothing was done. */
    final class SigningTrouble extends RuntimeException {
        private static final long serialVersionUID = 1;

        public SigningTrouble(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
