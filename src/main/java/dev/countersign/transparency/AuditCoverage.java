package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.transparency.RowSketch.SketchedRow;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the private audit that an entry covers: those after the last row that an entry before it covers.
 *
 * @param first position of the first row; 0 when there is none, and so is {@code last}
 * @param root of the Merkle tree of their {@link #leaf}s, in the order of positions
 * @param hashes the first bytes of each leaf, one behind the other, so that a row that is gone, changed or added can be
 *     named; empty when there are too many
 * @param sketch for the same when there are too many: a {@link RowSketch}. Empty otherwise, and in entries of before
 */
public record AuditCoverage(long count, long first, long last, Bytes root, Bytes hashes, Bytes sketch) {
    public static final AuditCoverage NONE = new AuditCoverage(0, 0, 0, TreeHash.EMPTY, Bytes.EMPTY, Bytes.EMPTY);

    private static final int WIDEST = 6;
    private static final int NARROWEST = 2;

    /** What the hashes may take, so that an entry stays below 64 KiB together with the list of its files. */
    private static final int MAX_BYTES = 9_000;

    private static final int LEAF_BYTES = Long.BYTES + 2 * TreeHash.LENGTH;

    /**
     * The leaf of a row.
     *
     * @param row the hash that was made of the row when it was written
     * @param outcome the digest of what became of it; null when that follows from the row
     */
    public static Bytes leaf(long position, Bytes row, @Nullable Bytes outcome) {
        var buffer = ByteBuffer.allocate(LEAF_BYTES).putLong(position).put(row.array());
        if (outcome != null) {
            buffer.put(outcome.array());
        }
        return TreeHash.leaf(Bytes.wrap(buffer.array()).slice(0, buffer.position()));
    }

    /** Whether both are of the same rows: the root says so. */
    public boolean isOfRows(AuditCoverage other) {
        return count == other.count && first == other.first && last == other.last && root.equals(other.root);
    }

    /** How many bytes of each leaf there are; 0 when there are none. */
    public int width() {
        return width(count);
    }

    private static int width(long count) {
        long width = count == 0 ? 0 : Math.min(WIDEST, MAX_BYTES / count);
        return width < NARROWEST ? 0 : (int) width;
    }

    /** Rows on their way into an entry. */
    public static final class Rows {
        private final ByteArrayOutputStream starts = new ByteArrayOutputStream();
        /** While there are so few that their hashes are listed: a sketch takes a hash of each. */
        private final List<SketchedRow> few = new ArrayList<>();

        private final RowSketch sketch = new RowSketch();
        private Frontier tree = Frontier.EMPTY;
        private long first;
        private long last;

        /** @param leaf {@link AuditCoverage#leaf} of the row at that position */
        public void add(long position, Bytes leaf) {
            first = tree.size() == 0 ? position : first;
            last = position;
            tree = tree.plus(leaf).frontier();
            few.add(SketchedRow.of(position, leaf));
            if (width(tree.size()) > 0) {
                starts.write(leaf.array(), 0, WIDEST);
            } else {
                sketchFew();
            }
        }

        private void sketchFew() {
            few.forEach(sketch::add);
            few.clear();
        }

        public AuditCoverage coverage() {
            int width = width(tree.size());
            return new AuditCoverage(
                    tree.size(),
                    first,
                    last,
                    tree.root(),
                    hashes(width),
                    width == 0 && tree.size() > 0 ? sketch() : Bytes.EMPTY);
        }

        /** Also of few rows. */
        public Bytes sketch() {
            sketchFew();
            return sketch.toBytes();
        }

        private Bytes hashes(int width) {
            var all = starts.toByteArray();
            var hashes = new ByteArrayOutputStream();
            for (int at = 0; width > 0 && at < all.length; at += WIDEST) {
                hashes.write(all, at, width);
            }
            return Bytes.wrap(hashes.toByteArray());
        }
    }

    Json.Obj json() {
        var json = Json.object().put("count", count);
        if (count > 0) {
            json.put("first", first).put("last", last).put("root", root.hex());
        }
        put(json, "hashes", hashes);
        put(json, "sketch", sketch);
        return json.build();
    }

    private static void put(ObjectBuilder json, String name, Bytes bytes) {
        if (bytes.length() > 0) {
            json.put(name, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array()));
        }
    }

    /** Entries from before there was an audit have another form, and cover none. */
    static AuditCoverage fromJson(Json.Obj json) {
        long count = json.get("count") == null ? 0 : PublicationEntry.number(json, "count", Json.Int.MAX_PORTABLE);
        if (count == 0) {
            return NONE;
        }
        var coverage = new AuditCoverage(
                count,
                PublicationEntry.number(json, "first", Json.Int.MAX_PORTABLE),
                PublicationEntry.number(json, "last", Json.Int.MAX_PORTABLE),
                Bytes.wrap(HexFormat.of().parseHex(PublicationEntry.hash(json, "root"))),
                bytes(json, "hashes"),
                bytes(json, "sketch"));
        if (coverage.last < coverage.first
                || coverage.hashes.length() != count * coverage.width()
                || !(coverage.sketch.length() == 0 || coverage.sketch.length() == RowSketch.LENGTH)) {
            throw new InvalidLog("audit: " + Json.shown(json) + " (expected: positions in order, and "
                    + coverage.width() + " bytes of the hash of each of " + count + " rows, and no sketch or one of "
                    + RowSketch.LENGTH
                    + " bytes)");
        }
        return coverage;
    }

    private static Bytes bytes(Json.Obj json, String name) {
        var base64 = json.text(name);
        try {
            return base64 == null
                    ? Bytes.EMPTY
                    : Bytes.wrap(Base64.getUrlDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new InvalidLog("audit: " + name + " are no base64url");
        }
    }
}
