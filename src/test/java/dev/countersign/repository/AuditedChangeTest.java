package dev.countersign.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuditedChangeTest {
    private static final Signature SIGNATURE = new Signature(new KeyId("k1"), "ab");

    static Stream<Arguments> changes() {
        var none = new Change.Publish();
        var paths = List.of(new TargetPath("a/b"), new TargetPath("c"));
        return Stream.of(
                Arguments.of(Examples.submission(7).change(), "{\"paths\":[\"pkg/file-7.tar.gz\"]}"),
                Arguments.of(new Change.RemoveTargets(paths), "{\"paths\":[\"a/b\",\"c\"]}"),
                Arguments.of(none, "{}"),
                Arguments.of(Examples.bootstrap(1).change(), "{\"version\":1}"),
                Arguments.of(new Change.UpdateRoot(Examples.root()), "{\"version\":1}"),
                Arguments.of(new Change.Sign(RoleName.ROOT, SIGNATURE), "{\"role\":\"root\",\"keyid\":\"k1\"}"),
                Arguments.of(new Change.StopSigning(RoleName.ROOT), "{\"role\":\"root\"}"),
                Arguments.of(
                        new Change.Adopt(
                                new TreeMap<>(), List.of(), new TreeMap<>(Map.of("1.root.json", Bytes.utf8("{}")))),
                        "{\"files\":[\"1.root.json\"],\"sha256\":\"" + listed("1.root.json") + "\",\"parts\":[]}"),
                Arguments.of(
                        new Change.HandInFiles(
                                new TreeMap<>(Map.of("2.b.json", Bytes.utf8("{}"), "1.a.json", Bytes.utf8("{}")))),
                        "{\"files\":[\"1.a.json\",\"2.b.json\"],\"sha256\":\"" + listed("1.a.json", "2.b.json")
                                + "\"}"),
                Arguments.of(
                        new Change.PublishRole(new RoleName("dev"), Bytes.utf8("{}")),
                        "{\"role\":\"dev\",\"sha256\":\""
                                + Bytes.utf8("{}").sha256().hex() + "\"}"),
                Arguments.of(
                        new Change.RemoveDelegations(List.of(new RoleName("dev"), new RoleName("ops"))),
                        "{\"roles\":[\"dev\",\"ops\"]}"),
                Arguments.of(
                        new Change.UpdateSettings(new TreeMap<>(Map.of("timestamp", 1, "bins", 7))),
                        "{\"expiration\":[\"bins=7\",\"timestamp=1\"]}"),
                Arguments.of(new Change.Renew(List.of("bins")), "{\"roles\":[\"bins\"]}"));
    }

    /** As {@code sha256sum FILES | sha256sum} has it, of files of two braces. */
    private static String listed(String... names) {
        return Bytes.utf8(Stream.of(names)
                        .map(name -> "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a  " + name + "\n")
                        .collect(Collectors.joining()))
                .sha256()
                .hex();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void saysWhatAChangeIsAbout(Change change, String details) {
        var submission = new Submission(Examples.task(3), change, false, Examples.NOW, Examples.ORIGIN);
        var entry = AuditedChange.entry(submission);
        assertThat(entry.details().toText()).isEqualTo(details);
        assertThat(entry.kind()).isEqualTo(ChangeCodec.kind(change));
        assertThat(entry.task()).isEqualTo(Examples.task(3).hex());
        assertThat(entry.at()).isEqualTo(Examples.NOW);
        assertThat(entry.origin()).isEqualTo(Examples.ORIGIN);
    }

    /** Callers choose names: the audit is stored in canonical JSON, and read again. */
    @Test
    void whatItSaysCanBeReadAgain() throws InvalidInput {
        var files = new TreeMap<>(Map.of("\n\u0000.json", Bytes.utf8("{}")));
        var handIn =
                new Submission(Examples.task(3), new Change.HandInFiles(files), false, Examples.NOW, Examples.ORIGIN);
        var outcome = AuditedChange.outcome(new TaskOutcome.SettingsChanged(List.of(), List.of("a\u0007")));
        for (var said : List.of(AuditedChange.entry(handIn).details(), outcome)) {
            assertThat(Json.parseObject(CanonicalJson.encodeAny(said), new JsonLimits(16, 1 << 20)))
                    .isEqualTo(said);
        }
        assertThat(outcome.texts("unknown")).containsExactly("a\\u0007");
    }

    @Test
    void namesNoMoreThanTheFirstOfMany() {
        var paths = new ArrayList<TargetPath>();
        for (int number = 0; number < 10_000; number++) {
            paths.add(new TargetPath("file-" + number));
        }
        var removal =
                new Submission(Examples.task(3), new Change.RemoveTargets(paths), false, Examples.NOW, Examples.ORIGIN);
        assertThat(AuditedChange.entry(removal).details().toText())
                .startsWith("{\"paths\":[\"file-0\",")
                .endsWith("\"file-15\"],\"paths-count\":10000}");
        var outcome = new TaskOutcome.TargetsRemoved(List.of(), paths, List.of());
        assertThat(AuditedChange.outcome(outcome).texts("missing")).hasSize(16);
        assertThat(AuditedChange.outcome(outcome).text("outcome")).isEqualTo("targets-removed");
    }
}
