package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A set of rows in few bytes, however many there are: an invertible Bloom lookup table. Of two sets that differ in some
 * 250 rows or fewer, their sketches say which rows these are. Each row is in one cell of each third; a cell is the
 * exclusive or of its rows. What only one of the sets has is left when one sketch is taken from the other, and a cell
 * with a single row left tells it.
 */
public final class RowSketch {
    private static final int THIRDS = 3;
    private static final int CELLS_OF_THIRD = 187;
    private static final int CELL_BYTES = Long.BYTES + 2 * Integer.BYTES;

    /** The length of a sketch in bytes. */
    public static final int LENGTH = THIRDS * CELLS_OF_THIRD * CELL_BYTES;

    private final long[] positions = new long[THIRDS * CELLS_OF_THIRD];
    private final int[] starts = new int[THIRDS * CELLS_OF_THIRD];
    private final int[] checks = new int[THIRDS * CELLS_OF_THIRD];

    /** @param start the first four bytes of the row's leaf */
    public record SketchedRow(long position, int start) {
        public static SketchedRow of(long position, Bytes leaf) {
            return new SketchedRow(position, ByteBuffer.wrap(leaf.array()).getInt());
        }

        private ByteBuffer digest() {
            var row = ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                    .putLong(position)
                    .putInt(start)
                    .array();
            return ByteBuffer.wrap(Bytes.wrap(row).sha256().array());
        }
    }

    /**
     * Rows that only one of two sets has.
     *
     * @param complete whether there are no others
     */
    public record DifferingRows(List<SketchedRow> rows, boolean complete) {
        public DifferingRows {
            rows = List.copyOf(rows);
        }
    }

    /** A row that is there twice is as one that is not there. */
    void add(SketchedRow row) {
        var digest = row.digest();
        int check = digest.getInt();
        for (int third = 0; third < THIRDS; third++) {
            int cell = third * CELLS_OF_THIRD + Integer.remainderUnsigned(digest.getInt(), CELLS_OF_THIRD);
            positions[cell] ^= row.position();
            starts[cell] ^= row.start();
            checks[cell] ^= check;
        }
    }

    Bytes toBytes() {
        var bytes = ByteBuffer.allocate(LENGTH);
        for (int cell = 0; cell < positions.length; cell++) {
            bytes.putLong(positions[cell]).putInt(starts[cell]).putInt(checks[cell]);
        }
        return Bytes.wrap(bytes.array());
    }

    /** What differs between two sketches. */
    public static DifferingRows difference(Bytes one, Bytes other) {
        var left = new RowSketch();
        left.combine(one);
        left.combine(other);
        return left.peel();
    }

    private void combine(Bytes sketch) {
        var bytes = ByteBuffer.wrap(sketch.array());
        for (int cell = 0; cell < positions.length; cell++) {
            positions[cell] ^= bytes.getLong();
            starts[cell] ^= bytes.getInt();
            checks[cell] ^= bytes.getInt();
        }
    }

    /** Takes out single rows until no cell has one; each leaves others alone in their cells. */
    private DifferingRows peel() {
        var found = new ArrayList<SketchedRow>();
        var looked = new ArrayDeque<Integer>();
        for (int cell = 0; cell < positions.length; cell++) {
            looked.add(cell);
        }
        // What somebody made up could go on for ever.
        while (!looked.isEmpty() && found.size() < positions.length) {
            int cell = looked.remove();
            var row = new SketchedRow(positions[cell], starts[cell]);
            var digest = row.digest();
            if (!isEmpty(cell) && digest.getInt() == checks[cell]) {
                found.add(row);
                add(row);
                for (int third = 0; third < THIRDS; third++) {
                    looked.add(third * CELLS_OF_THIRD + Integer.remainderUnsigned(digest.getInt(), CELLS_OF_THIRD));
                }
            }
        }
        return new DifferingRows(found, isEmpty());
    }

    private boolean isEmpty() {
        for (int cell = 0; cell < positions.length; cell++) {
            if (!isEmpty(cell)) {
                return false;
            }
        }
        return true;
    }

    private boolean isEmpty(int cell) {
        return positions[cell] == 0 && starts[cell] == 0 && checks[cell] == 0;
    }
}
