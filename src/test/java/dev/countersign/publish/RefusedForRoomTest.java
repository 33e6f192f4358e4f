package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.repository.Change;
import dev.countersign.repository.Layout;
import dev.countersign.repository.Repository;
import dev.countersign.repository.TaskId;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetEntry;
import dev.countersign.wire.TaskResult;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to a batch of which a role cannot take everything. */
class RefusedForRoomTest {
    private static final int MILLION = 1_000_000;

    private final Bench bench = new Bench();

    @BeforeEach
    void bootstrap() {
        bench.bootstrapBins(2);
        bench.settle();
    }

    @Test
    void ofSeveralSubmissionsOnlyTheTargetsThatDoNotFitAreRefused() {
        var full = paths("bins-0");
        var free = paths("bins-1");
        var first = add(entry(full.get(0), 2 * MILLION), entry(free.get(0), 10));
        var second = add(entry(full.get(1), 4 * MILLION), entry(free.get(1), 10));
        var third = add(entry(full.get(2), 2 * MILLION), entry(free.get(2), 10));
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys(full.get(0), full.get(2), free.get(0), free.get(1), free.get(2));
        assertThat(bench.result(first)).isNull();
        assertThat(bench.result(third)).isNull();
        var refused = (TaskResult.TaskRefused) bench.result(second);
        assertThat(refused.error())
                .startsWith("no room for 1 of 2 artifacts, the others were added: bins-0 would have 80")
                .contains("expected: <= " + Limits.TARGETS);
        assertThat(refused.details().toText())
                .contains("\"added_artifacts\":[\"" + free.get(1) + "\"]")
                .contains("\"role\":\"bins-0\"", "\"artifacts\":[\"" + full.get(1) + "\"]");
        assertThat(bench.failures).isEmpty();
    }

    @Test
    void aFullRoleTakesAgainWhatFitsAfterARemoval() {
        var paths = paths("bins-0");
        add(entry(paths.get(0), 3 * MILLION), entry(paths.get(1), MILLION));
        bench.settle();
        var tooMuch = add(entry(paths.get(2), 2 * MILLION));
        bench.settle();
        assertThat(bench.result(tooMuch)).isInstanceOf(TaskResult.TaskRefused.class);
        // In one batch, the removal makes the room wherever it stands.
        var fits = add(entry(paths.get(2), 2 * MILLION));
        bench.remove(paths.get(0));
        bench.settle();
        assertThat(bench.result(fits)).isNull();
        assertThat(bench.walk()).containsOnlyKeys(paths.get(1), paths.get(2));
    }

    @Test
    void whatAPathWasBeforeStaysWhenItsReplacementDoesNotFit() {
        var paths = paths("bins-0");
        var first = add(entry(paths.get(0), 2 * MILLION));
        var second = add(entry(paths.get(1), 2 * MILLION));
        var larger = add(entry(paths.get(0), 4 * MILLION));
        bench.settle();
        assertThat(bench.result(first)).isNull();
        assertThat(bench.result(second)).isNull();
        assertThat(bench.result(larger)).isInstanceOf(TaskResult.TaskRefused.class);
        assertThat(bench.walk().get(paths.get(0))).hasSizeBetween(2 * MILLION, 3 * MILLION);
        var again = add(entry(paths.get(1), 4 * MILLION));
        bench.settle();
        assertThat(bench.result(again)).isInstanceOf(TaskResult.TaskRefused.class);
        assertThat(bench.walk().get(paths.get(1))).hasSizeBetween(2 * MILLION, 3 * MILLION);
    }

    @Test
    void aSubmissionIsRefusedWholeWhenNothingOfItFits() {
        var path = paths("bins-1").getFirst();
        var task = add(entry(path, 6 * MILLION));
        var other = bench.add("other");
        bench.settle();
        assertThat(bench.walk()).containsOnlyKeys("other");
        assertThat(((TaskResult.TaskRefused) bench.result(task)).details().toText())
                .contains("\"added_artifacts\":[]", path);
        assertThat(((TaskResult.TaskRefused) bench.result(task)).error()).startsWith("no room for 1 artifact: ");
        assertThat(bench.result(other)).isNull();
    }

    private TaskId add(TargetEntry... entries) {
        return bench.submit(new Change.AddTargets(List.copyOf(Arrays.asList(entries))));
    }

    private List<String> paths(String role) {
        var layout = Layout.of((Repository.Established) bench.latest.view().repository());
        return Stream.iterate(0, i -> i + 1)
                .map(i -> "p" + i)
                .filter(path -> new RoleName(role).equals(layout.roleFor(new TargetPath(path))))
                .limit(4)
                .toList();
    }

    /** A target with so much custom data that a few fill a role. */
    private static TargetEntry entry(String path, int size) {
        var hashes = new TreeMap<HashAlgorithm, String>();
        hashes.put(HashAlgorithm.SHA256, Bytes.utf8(path).sha256().hex());
        var custom = Json.object().put("fill", "x".repeat(size)).build();
        return new TargetEntry(new TargetPath(path), new TargetFile(1, hashes, custom).canonical());
    }
}
