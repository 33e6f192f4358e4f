package dev.countersign.transparency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.transparency.RowSketch.SketchedRow;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSketchTest {
    private static final int MANY = 50_000;

    private static Bytes leaf(long position) {
        return Bytes.utf8("leaf " + position).sha256();
    }

    private static Bytes of(LongStream positions) {
        var sketch = new RowSketch();
        positions.forEach(position -> sketch.add(SketchedRow.of(position, leaf(position))));
        return sketch.toBytes();
    }

    private static List<SketchedRow> rows(LongStream positions) {
        return positions
                .mapToObj(position -> SketchedRow.of(position, leaf(position)))
                .toList();
    }

    @Test
    void tellsNothingOfSetsThatAreEqual() {
        var sketch = of(LongStream.range(0, MANY));

        assertThat(RowSketch.difference(sketch, of(LongStream.range(0, MANY).map(i -> MANY - 1 - i))))
                .isEqualTo(new RowSketch.DifferingRows(List.of(), true));
        assertThat(sketch.length()).isEqualTo(RowSketch.LENGTH);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 100, 250})
    void tellsEachRowThatOnlyOneOfTheSetsHas(int count) {
        var differing = IntStream.range(0, count).mapToLong(i -> 17 + 190L * i).toArray();
        var all = of(LongStream.range(-3, MANY));
        var without = of(
                LongStream.range(-3, MANY).filter(i -> LongStream.of(differing).noneMatch(d -> d == i)));

        var difference = RowSketch.difference(all, without);
        assertThat(difference.complete()).isTrue();
        assertThat(difference.rows()).containsExactlyInAnyOrderElementsOf(rows(LongStream.of(differing)));
        assertThat(RowSketch.difference(without, all).rows())
                .containsExactlyInAnyOrderElementsOf(rows(LongStream.of(differing)));
    }

    @Test
    void aRowBelowTheFirstIsTold() {
        var difference = RowSketch.difference(of(LongStream.range(1, 10)), of(LongStream.range(0, 10)));

        assertThat(difference.rows()).isEqualTo(rows(LongStream.of(0)));
    }

    @Test
    void saysThatThereAreMoreThanItCanTell() {
        var difference = RowSketch.difference(of(LongStream.range(0, MANY)), of(LongStream.range(0, MANY - 1_000)));

        assertThat(difference.complete()).isFalse();
        assertThat(rows(LongStream.range(MANY - 1_000, MANY))).containsAll(difference.rows());
    }

    @Test
    void ofWhatSomebodyMadeUpItComesToAnEnd() {
        var made = new byte[RowSketch.LENGTH];
        // One row in one of its cells only: taken out there, it comes up in the others, and is taken out again.
        var row = SketchedRow.of(7, leaf(7));
        var right = new RowSketch();
        right.add(row);
        var bytes = right.toBytes().array();
        int cell = IntStream.range(0, RowSketch.LENGTH / 16)
                .filter(i -> ByteBuffer.wrap(bytes).getLong(16 * i) == 7)
                .findFirst()
                .orElseThrow();
        System.arraycopy(bytes, 16 * cell, made, 16 * cell, 16);

        var difference = RowSketch.difference(Bytes.wrap(made), of(LongStream.empty()));
        assertThat(difference.complete()).isFalse();
        assertThat(difference.rows()).contains(row);
    }

    /** The form is documented in docs/transparency.md and kept for ever. */
    @Test
    void isWrittenLikeThis() {
        var sketch = ByteBuffer.wrap(of(LongStream.of(258)).array());
        var start = ByteBuffer.wrap(leaf(258).array()).getInt();
        var digest = ByteBuffer.wrap(
                Bytes.of(ByteBuffer.allocate(12).putLong(258).putInt(start).array())
                        .sha256()
                        .array());

        for (int third = 0; third < 3; third++) {
            int cell = 187 * third + Integer.remainderUnsigned(digest.getInt(4 + 4 * third), 187);
            assertThat(sketch.getLong(16 * cell)).isEqualTo(258);
            assertThat(sketch.getInt(16 * cell + 8)).isEqualTo(start);
            assertThat(sketch.getInt(16 * cell + 12)).isEqualTo(digest.getInt(0));
        }
    }
}
