package dev.countersign.tuf;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalBuffer;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.CanonicalRange;
import dev.countersign.json.CompactScan;
import dev.countersign.tuf.key.Signature;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The wire form of metadata: {@code {"signatures":[...],"signed":...}}, compact, the signed bytes last. */
public final class MetadataFile {
    private static final byte[] HEAD = "{\"signatures\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MIDDLE = "],\"signed\":".getBytes(StandardCharsets.US_ASCII);

    private MetadataFile() {}

    /** The file of these signatures and canonical signed bytes, which are copied once. */
    public static Bytes assemble(List<Signature> signatures, Bytes canonicalSigned) {
        var wire = CanonicalJson.toWire(canonicalSigned);
        var head = new CanonicalBuffer(HEAD.length + MIDDLE.length + 256 * signatures.size());
        head.append(HEAD);
        for (int i = 0; i < signatures.size(); i++) {
            if (i > 0) {
                head.append(',');
            }
            append(head, signatures.get(i));
        }
        head.append(MIDDLE);
        return new CanonicalBuffer(head.length() + wire.length() + 1)
                .append(head)
                .append(wire)
                .append('}')
                .toBytes();
    }

    private static void append(CanonicalBuffer file, Signature signature) {
        if (signature.unrecognized() != null) {
            file.append(Bytes.utf8(signature.toJson().toText()));
            return;
        }
        // Neither a keyid nor hexadecimal digits hold anything to escape.
        file.ascii("{\"keyid\":\"").ascii(signature.keyid().value());
        file.ascii("\",\"sig\":\"").ascii(signature.sig()).ascii("\"}");
    }

    /**
     * The canonical signed bytes in a file that {@link #assemble} made.
     *
     * @throws TufException.InvalidMetadata when the file has another form
     */
    public static Bytes signedPart(Bytes file) {
        var signed = uncheckedSignedPart(file).toBytes();
        if (CompactScan.skipValue(signed.array(), 0) != signed.length()) {
            throw otherForm();
        }
        return signed;
    }

    /** The signed bytes, not yet checked to be one value: for a reader that goes through them anyway and finds out. */
    public static CanonicalRange uncheckedSignedPart(Bytes file) {
        var array = file.array();
        if (!startsWith(array, 0, HEAD)) {
            throw otherForm();
        }
        int end = CompactScan.skipValue(array, HEAD.length - 1);
        int start = end - 1 + MIDDLE.length;
        if (!startsWith(array, end - 1, MIDDLE) || start >= array.length || array[array.length - 1] != '}') {
            throw otherForm();
        }
        return CanonicalJson.fromWire(file, start, array.length - 1);
    }

    static boolean startsWith(byte[] array, int from, byte[] prefix) {
        int to = from + prefix.length;
        return from >= 0 && to <= array.length && Arrays.equals(array, from, to, prefix, 0, prefix.length);
    }

    private static TufException.InvalidMetadata otherForm() {
        return new TufException.InvalidMetadata("the file is not compact metadata of the form this software writes");
    }
}
