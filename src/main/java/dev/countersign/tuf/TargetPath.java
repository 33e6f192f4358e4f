package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.json.CodePoints;
import java.util.Comparator;
import java.util.Optional;

/**
 * The path of a target file as it stands in metadata, such as any {@link TargetPathPolicy} of any time allowed. What may
 * be added now is the policy's to say; what was added once can always be found and removed.
 */
public record TargetPath(String value) {
    /** The order of the paths' UTF-8 bytes, which is that of their code points and of canonical JSON. */
    public static final Comparator<TargetPath> BYTE_ORDER = (a, b) -> CodePoints.compare(a.value, b.value);

    /**
     * Checks the parts.
     *
     * @throws TufException.InvalidName with the reason, when it can never have been published
     */
    public TargetPath {
        check(value, TargetPathPolicy.checkEver(value));
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
