package dev.countersign.cli.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.client.MetadataSource;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.ForeignSample;
import dev.countersign.tuf.ForeignSample.ForeignKey;
import dev.countersign.tuf.Limits;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes from where a repository is leads to nothing before it is verified. */
class ForeignFilesTest {
    private final Instant now = Instant.now();
    private final ForeignSample sample = ForeignSample.tufOnCi(now);
    private final Bytes root = sample.files.get("2.root.json");
    private final PrintWriter nowhere = new PrintWriter(new StringWriter());
    private final Terminal terminal = new Terminal(nowhere, nowhere, false, true, false);
    private final SpooledFiles files = SpooledFiles.create(terminal);

    /** Names of what was asked for, and how many bytes of it. */
    private final SortedMap<String, Integer> asked = new ConcurrentSkipListMap<>();

    private final MetadataSource source = (name, maxBytes) -> {
        asked.put(name, maxBytes);
        return Optional.ofNullable(sample.files.get(name));
    };

    @AfterEach
    void removeFiles() {
        files.close();
    }

    @Test
    void everythingThatIsThereIsReadAndNothingElse() {
        read();
        var found = new TreeMap<String, Bytes>();
        files.forEach(found::put);
        assertThat(found).isEqualTo(sample.current());
        assertThat(asked.keySet())
                .hasSize(found.size() + 1)
                .containsAll(found.keySet())
                .contains("4.root.json");
    }

    @ParameterizedTest
    @CsvSource({
        "1.root.json, timestamp.json",
        "2.root.json, timestamp.json",
        "3.root.json, timestamp.json",
        "timestamp.json, 2.snapshot.json",
        "2.snapshot.json, 2.targets.json",
        "2.targets.json, 2.myrole.json"
    })
    void whatOthersHaveSignedLeadsToNothing(String forged, String next) {
        sample.files.put(forged, signedAgain(forged, sample.dave));

        assertThatThrownBy(this::read)
                .isInstanceOf(CliFailure.Unverified.class)
                .hasMessageContaining(forged)
                .hasMessageContaining("cannot be trusted");

        assertThat(asked).containsKey(forged).doesNotContainKey(next);
        files.forEach((name, _) -> assertThat(name).isNotEqualTo(forged));
    }

    /** It is whole, and signed by its own keys. */
    @Test
    void anEarlierRootThatTheTrustedOneDoesNotFollowIsRefused() {
        sample.files.put("1.root.json", ForeignSample.tufOnCi(now).files.get("1.root.json"));
        assertThatThrownBy(this::read)
                .isInstanceOf(CliFailure.Unverified.class)
                .hasMessageContaining("1.root.json")
                .hasMessageContaining("root was signed by 0/2 keys");
        assertThat(asked).doesNotContainKey("timestamp.json");
    }

    @Test
    void aRoleThatOthersHaveSignedIsRefused() {
        sample.files.put("2.myrole.json", signedAgain("2.myrole.json", sample.alice));
        assertThatThrownBy(this::read)
                .isInstanceOf(CliFailure.Unverified.class)
                .hasMessageContaining("2.myrole.json")
                .hasMessageContaining("myrole was signed by 0/1 keys");
    }

    @Test
    void anotherRootOfTheVersionThatIsTrustedIsRefused() {
        var signed = signed("2.root.json").with("x-other", new Json.Int(1));
        sample.files.put("2.root.json", sample.file(signed, List.of(sample.alice, sample.bob)));
        assertThatThrownBy(this::read)
                .isInstanceOf(CliFailure.Unverified.class)
                .hasMessageContaining("it is another root than the one given");
        assertThat(asked).containsOnlyKeys("2.root.json");
    }

    @Test
    void noMoreBytesAreTakenThanVerifiedMetadataStates() {
        int role = state("2.snapshot.json", sample.online, "myrole.json", "2.myrole.json", 0);
        int snapshot = state("timestamp.json", sample.timestampKey, "snapshot.json", "2.snapshot.json", 0);
        read();
        assertThat(asked)
                .containsAllEntriesOf(Map.of(
                        "1.root.json", Limits.ROOT,
                        "timestamp.json", Limits.TIMESTAMP,
                        "2.snapshot.json", snapshot,
                        "2.targets.json", Limits.TARGETS,
                        "2.myrole.json", role));
    }

    @Test
    void norMoreThanClientsTakeOfAny() {
        state("2.snapshot.json", sample.online, "myrole.json", "2.myrole.json", 10_000_000);
        assertThatThrownBy(this::read).hasMessageContaining("myrole: observed length");
        assertThat(asked).containsEntry("2.myrole.json", Limits.TARGETS);
    }

    private void read() {
        ForeignFiles.read(source, root, now, files, terminal);
    }

    private Json.Obj signed(String name) {
        return Json.parseObject(sample.files.get(name), JsonLimits.METADATA).object("signed");
    }

    private Bytes signedAgain(String name, ForeignKey key) {
        return sample.file(signed(name), List.of(key));
    }

    /** Has a file state the length of another, and some more. Returns what it states. */
    private int state(String name, ForeignKey key, String meta, String other, int more) {
        int length = sample.files.get(other).length() + more;
        var signed = signed(name);
        var listed = signed.object("meta");
        var pinned = listed.object(meta).with("length", new Json.Int(length));
        sample.files.put(name, sample.file(signed.with("meta", listed.with(meta, pinned)), List.of(key)));
        return length;
    }
}
