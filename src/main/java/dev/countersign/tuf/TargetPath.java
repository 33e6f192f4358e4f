package dev.countersign.tuf;

import java.util.Comparator;

/** The path of a target file as it stands in metadata, checked against {@link TargetPathPolicy#PORTABLE}. */
public record TargetPath(String value) {
    /** The order of the paths' UTF-8 bytes, which is that of their code points and of canonical JSON. */
    public static final Comparator<TargetPath> BYTE_ORDER = (a, b) -> CodePoints.compare(a.value, b.value);

    /**
     * Checks the parts.
     *
     * @throws TufException.InvalidName with the reason, when clients would not agree on the path
     */
    public TargetPath {
        var reason = TargetPathPolicy.PORTABLE.check(value);
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
