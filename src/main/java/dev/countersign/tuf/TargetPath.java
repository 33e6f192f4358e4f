package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.json.CodePoints;
import java.util.Comparator;
import java.util.Optional;

/**
 * The path of a target file as it stands in metadata.
 *
 * <p>From the most paths to the fewest: the constructor takes every path that somebody's metadata may hold, {@link
 * #published} those that any {@link TargetPathPolicy} of any time allowed, and {@link #added} what the policy allows now.
 * What was added once can always be found and removed.
 */
public record TargetPath(String value) {
    /** The order of the paths' UTF-8 bytes, which is that of their code points and of canonical JSON. */
    public static final Comparator<TargetPath> BYTE_ORDER = (a, b) -> CodePoints.compare(a.value, b.value);

    /** Characters of a path that a client reads: longer than any that is of use. */
    private static final int MAX_READ = 8_192;

    /**
     * Checks the parts. A path may hold what means something in an address or a file system; who makes one of it must
     * escape it.
     *
     * @throws TufException.InvalidName for an empty text, an endless one, and half a character
     */
    public TargetPath {
        if (value.isEmpty() || value.length() > MAX_READ || CodePoints.hasLoneSurrogate(value)) {
            check(value, Optional.of("expected: 1 to " + MAX_READ + " whole characters"));
        }
    }

    /**
     * A path that this software may have published.
     *
     * @throws TufException.InvalidName with the reason, for any other text
     */
    public static TargetPath published(String value) {
        check(value, TargetPathPolicy.checkEver(value));
        return new TargetPath(value);
    }

    /**
     * A path to be added.
     *
     * @throws TufException.InvalidName with the reason, when the policy does not allow it
     */
    public static TargetPath added(String value, TargetPathPolicy policy) {
        check(value, policy.check(value));
        return new TargetPath(value);
    }

    private static void check(String value, Optional<String> reason) {
        if (reason.isPresent()) {
            throw new TufException.InvalidName("target path", value, reason.get());
        }
    }

    /** The SHA-256 digest of the path's UTF-8 bytes, which decides its bin. */
    public Bytes sha256() {
        return Bytes.utf8(value).sha256();
    }

    @Override
    public String toString() {
        return value;
    }
}
