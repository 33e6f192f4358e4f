package dev.countersign.tuf.document;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalBuffer;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.CompactScan;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Signed;
import dev.countersign.tuf.SignedFields;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.WireTime;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The content of one targets role, immutable, kept and edited as canonical bytes without an object per target.
 *
 * <p>The entries are the inside of the canonical {@code targets} object: {@code "path":{...},"path":{...}}. No path
 * that {@link TargetPath} allows needs an escape, so paths are compared as the bytes that stand there. A list of where
 * entries begin makes an edit a few binary searches and a few block copies.
 */
public final class TargetsDocument {
    /** No targets and no delegations. */
    public static final TargetsDocument EMPTY = new TargetsDocument(new byte[0], new int[] {0}, null);

    private static final byte[] SIGNED_HEAD = ascii("{\"_type\":\"targets\",");
    private static final byte[] DELEGATIONS = ascii("\"delegations\":");

    /** Somewhere in it the entries lie, with commas between them; often it is the whole file they were read from. */
    private final byte[] bytes;
    /** Where each entry begins, and last where the next one would. */
    private final int[] starts;
    /** Canonical, or null. */
    private final @Nullable Bytes delegations;

    TargetsDocument(byte[] bytes, int[] starts, @Nullable Bytes delegations) {
        this.bytes = bytes;
        this.starts = starts;
        this.delegations = delegations;
    }

    /**
     * The content of a file.
     *
     * @throws InvalidInput when the file is not a targets role
     */
    public static TargetsDocument parse(Bytes file) {
        return TargetsReader.read(file);
    }

    /**
     * What became of a list of edits.
     *
     * @param added paths set that were not there
     * @param replaced paths set that were there with another value
     * @param removed paths removed
     * @param notFound paths to remove that were not there
     */
    public record Merge(TargetsDocument document, int added, int replaced, int removed, List<TargetPath> notFound) {
        public Merge {
            notFound = List.copyOf(notFound);
        }

        /** Whether the new document differs from the old one; false also when every value set was there already. */
        public boolean changed() {
            return added + replaced + removed > 0;
        }
    }

    /**
     * Applies edits in one pass over the old bytes and the edits.
     *
     * @param edits at most one per path, sorted by {@link TargetPath#BYTE_ORDER}
     * @throws IllegalArgumentException when they are not
     */
    public Merge merge(List<TargetEntry> edits) {
        return new TargetsMerge(this, edits).run();
    }

    /** The canonical {@link TargetFile} of a path, or null. */
    public @Nullable Bytes find(TargetPath path) {
        var key = path.value().getBytes(StandardCharsets.UTF_8);
        int index = indexOf(key, 0);
        return index < 0 ? null : file(index, key.length);
    }

    /** How many targets there are. */
    public int count() {
        return starts.length - 1;
    }

    /** How many bytes the entries have; the signed bytes have some 120 more, and those of the delegations. */
    public int size() {
        return count() == 0 ? 0 : starts[count()] - 1 - starts[0];
    }

    /** Every target in the order of the bytes, each with its canonical {@link TargetFile}. */
    public Stream<TargetEntry> entries() {
        return IntStream.range(0, count()).mapToObj(this::entry);
    }

    private TargetEntry entry(int index) {
        int start = starts[index];
        int end = CompactScan.skipString(bytes, start);
        var path = new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8);
        return new TargetEntry(TargetPath.published(path), file(index, end - start - 2));
    }

    private Bytes file(int index, int pathLength) {
        return Bytes.wrap(Arrays.copyOfRange(bytes, starts[index] + pathLength + 3, starts[index + 1] - 1));
    }

    public @Nullable Delegations delegations() {
        if (delegations == null) {
            return null;
        }
        return Delegations.fromJson(Json.parseObject(CanonicalJson.toWire(delegations), JsonLimits.METADATA));
    }

    public TargetsDocument withDelegations(@Nullable Delegations next) {
        return new TargetsDocument(bytes, starts, next == null ? null : CanonicalJson.encode(next.toJson()));
    }

    /** The canonical bytes to sign. */
    public Bytes signedBytes(int version, Instant expires) {
        SignedFields.check(version);
        var head = new CanonicalBuffer(160 + (delegations == null ? 0 : delegations.length() + 16));
        head.append(SIGNED_HEAD);
        if (delegations != null) {
            head.append(DELEGATIONS).append(delegations).append(',');
        }
        head.ascii("\"expires\":\"").ascii(WireTime.format(expires));
        head.ascii("\",\"spec_version\":\"").ascii(Signed.SPEC_VERSION).ascii("\",\"targets\":{");
        var tail =
                new CanonicalBuffer(32).ascii("},\"version\":").integer(version).append('}');
        return new CanonicalBuffer(head.length() + size() + tail.length())
                .append(head)
                .append(bytes, starts[0], size())
                .append(tail)
                .toBytes();
    }

    byte[] bytes() {
        return bytes;
    }

    int[] starts() {
        return starts;
    }

    TargetsDocument withEntries(byte[] nextBytes, int[] nextStarts) {
        return new TargetsDocument(nextBytes, nextStarts, delegations);
    }

    /** The index of a path's entry, from {@code from} on; {@code -(insertion point) - 1} when it is not there. */
    int indexOf(byte[] path, int from) {
        int low = from;
        int high = count() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(bytes, starts[middle], path);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /**
     * Compares the path of the entry at a position with another path, byte by byte. The quotation mark after the
     * entry's path counts as its end.
     */
    private static int compare(byte[] bytes, int start, byte[] path) {
        for (int i = 0; i < path.length; i++) {
            byte b = bytes[start + 1 + i];
            if (b != path[i]) {
                return b == '"' ? -1 : Byte.compareUnsigned(b, path[i]);
            }
        }
        return bytes[start + 1 + path.length] == '"' ? 0 : 1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private ByteBuffer content() {
        return ByteBuffer.wrap(bytes, starts[0], size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TargetsDocument document
                && content().equals(document.content())
                && Objects.equals(delegations, document.delegations);
    }

    @Override
    public int hashCode() {
        return 31 * content().hashCode() + Objects.hashCode(delegations);
    }

    @Override
    public String toString() {
        return "TargetsDocument[" + count() + " targets, " + size() + " bytes]";
    }
}
