package dev.countersign.tuf;

import java.util.List;

/** The wire form of metadata: {@code {"signatures":[...],"signed":...}}, compact, the signed bytes last. */
public final class MetadataFile {
    private MetadataFile() {}

    /** The file of these signatures and canonical signed bytes, which are copied once. */
    public static Bytes assemble(List<Signature> signatures, Bytes canonicalSigned) {
        throw new UnsupportedOperationException();
    }

    /**
     * The canonical signed bytes in a file that {@link #assemble} made.
     *
     * @throws TufException.InvalidMetadata when the file has another form
     */
    public static Bytes signedPart(Bytes file) {
        throw new UnsupportedOperationException();
    }
}
