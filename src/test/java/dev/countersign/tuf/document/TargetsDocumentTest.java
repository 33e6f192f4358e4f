package dev.countersign.tuf.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.SuccinctRoles;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TargetPathTest;
import dev.countersign.tuf.TestSigner;
import dev.countersign.tuf.key.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetsDocumentTest {
    private static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");
    private static final TestSigner ONLINE = TestSigner.of(2);

    private static TargetFile file(long length) {
        var hashes = new TreeMap<HashAlgorithm, String>();
        hashes.put(HashAlgorithm.SHA256, "0".repeat(64));
        return new TargetFile(length, hashes, null);
    }

    private static TargetEntry set(String path, long length) {
        return new TargetEntry(new TargetPath(path), file(length).canonical());
    }

    private static TargetEntry remove(String path) {
        return new TargetEntry(new TargetPath(path), null);
    }

    private static TargetsDocument document(TargetEntry... entries) {
        return TargetsDocument.EMPTY.merge(List.of(entries)).document();
    }

    private static Bytes publish(TargetsDocument document) {
        var signed = document.signedBytes(4, EXPIRES);
        return MetadataFile.assemble(List.of(ONLINE.sign(signed)), signed);
    }

    private static Delegations bins() {
        return new Delegations(TestSigner.keys(ONLINE), new SuccinctRoles(List.of(ONLINE.id()), 1, 8, "bins"));
    }

    @Test
    void writesTheCanonicalForm() {
        assertThat(document(set("a", 1), set("b/c", 2)).signedBytes(4, EXPIRES).utf8())
                .isEqualTo("{\"_type\":\"targets\",\"expires\":\"2030-01-01T00:00:00Z\",\"spec_version\":\"1.0.34\","
                        + "\"targets\":{\"a\":{\"hashes\":{\"sha256\":\"" + "0".repeat(64)
                        + "\"},\"length\":1},\"b/c\":{\"hashes\":{\"sha256\":\"" + "0".repeat(64)
                        + "\"},\"length\":2}},\"version\":4}");
        assertThat(TargetsDocument.EMPTY.signedBytes(1, EXPIRES).utf8())
                .isEqualTo("{\"_type\":\"targets\",\"expires\":\"2030-01-01T00:00:00Z\",\"spec_version\":\"1.0.34\","
                        + "\"targets\":{},\"version\":1}");
    }

    @Test
    void countsWhatAMergeDid() {
        var old = document(set("a", 1), set("b", 2), set("c", 3));
        var merge = old.merge(List.of(remove("a"), set("b", 9), set("c", 3), set("d", 4), remove("e")));
        assertThat(merge.added()).isEqualTo(1);
        assertThat(merge.replaced()).isEqualTo(1);
        assertThat(merge.removed()).isEqualTo(1);
        assertThat(merge.notFound()).containsExactly(new TargetPath("e"));
        assertThat(merge.changed()).isTrue();
        assertThat(merge.document()).isEqualTo(document(set("b", 9), set("c", 3), set("d", 4)));
        assertThat(old.count()).isEqualTo(3);
    }

    @Test
    void editsThatChangeNothingLeaveTheDocument() {
        var old = document(set("a", 1), set("b", 2));
        var merge = old.merge(List.of(set("a", 1), set("b", 2), remove("c")));
        assertThat(merge.changed()).isFalse();
        assertThat(merge.document()).isSameAs(old);
        assertThat(old.merge(List.of()).document()).isSameAs(old);
    }

    @Test
    void removingEverythingLeavesTheEmptyDocument() {
        var merge = document(set("a", 1), set("b", 2)).merge(List.of(remove("a"), remove("b")));
        assertThat(merge.document()).isEqualTo(TargetsDocument.EMPTY);
        assertThat(merge.document().merge(List.of(set("c", 1))).document()).isEqualTo(document(set("c", 1)));
    }

    @Test
    void findsEveryEntryAndNoOther() {
        var document = document(set("a", 1), set("ab", 2), set("b!", 3), set("é", 4));
        assertThat(document.find(new TargetPath("ab"))).isEqualTo(file(2).canonical());
        assertThat(document.find(new TargetPath("b!"))).isEqualTo(file(3).canonical());
        assertThat(document.find(new TargetPath("é"))).isEqualTo(file(4).canonical());
        for (var path : List.of("abc", "b", "b!!", "c", "!", "ê", "😀")) {
            assertThat(document.find(new TargetPath(path))).isNull();
        }
        assertThat(TargetsDocument.EMPTY.find(new TargetPath("a"))).isNull();
    }

    @Test
    void refusesEditsOutOfOrder() {
        assertThatThrownBy(() -> document(set("b", 1), set("a", 1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> document(set("a", 1), remove("a"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsItsOwnFilesAndVerifies() {
        var document = document(set("a", 1), set("b", 2)).withDelegations(bins());
        var published = publish(document);
        assertThat(TargetsDocument.parse(published)).isEqualTo(document);
        var metadata = Metadata.parseTargets(published);
        assertThat(metadata.signedBytes()).isEqualTo(document.signedBytes(4, EXPIRES));
        assertThat(metadata.verify(new Role(List.of(ONLINE.id()), 1), TestSigner.keys(ONLINE))
                        .verified())
                .isTrue();
        assertThat(metadata.signed().delegations()).isEqualTo(bins());
        assertThat(TargetsDocument.parse(published).delegations()).isEqualTo(bins());
    }

    @Test
    void editsWhatItHasRead() {
        var read =
                TargetsDocument.parse(publish(document(set("b", 1), set("c", 2)).withDelegations(bins())));
        assertThat(read.find(new TargetPath("c"))).isEqualTo(file(2).canonical());
        assertThat(read.merge(List.of(set("a", 3), remove("c"), set("d", 4))).document())
                .isEqualTo(document(set("a", 3), set("b", 1), set("d", 4)).withDelegations(bins()));
        assertThat(read.merge(List.of(remove("b"), remove("c"))).document())
                .isEqualTo(TargetsDocument.EMPTY.withDelegations(bins()));
        var empty = TargetsDocument.parse(publish(TargetsDocument.EMPTY));
        assertThat(empty).isEqualTo(TargetsDocument.EMPTY);
        assertThat(empty.merge(List.of(set("a", 1))).document()).isEqualTo(document(set("a", 1)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void refusesFilesThatWereCutShort(int missing) {
        var whole = publish(document(set("a", 1)));
        assertThatThrownBy(() -> TargetsDocument.parse(whole.slice(0, whole.length() - missing)))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void refusesFilesWithMoreBehind() {
        var text = publish(document(set("a", 1))).utf8();
        for (var more : List.of("}", "{}", ",\"a\":1}")) {
            assertThatThrownBy(() -> TargetsDocument.parse(Bytes.utf8(text + more)))
                    .isInstanceOf(InvalidInput.class);
        }
    }

    @Test
    void readsFilesThatOthersWrote() {
        var text = publish(document(set("a", 1), set("b", 2))).utf8();
        var pretty = text.replace(",", ",\n ").replace("{", "{ ").replace("\"a\"", "\"\\u0061\"");
        assertThat(TargetsDocument.parse(Bytes.utf8(pretty))).isEqualTo(document(set("a", 1), set("b", 2)));
        var entries = text.replace("\"a\":", "\"c\":");
        assertThat(TargetsDocument.parse(Bytes.utf8(entries))).isEqualTo(document(set("b", 2), set("c", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\\\\b", "a\\\"b", "../a", ""})
    void refusesFilesWithPathsThatItWouldNotTake(String path) {
        var text = publish(document(set("a", 1))).utf8().replace("\"a\":", "\"" + path + "\":");
        assertThatThrownBy(
                        () -> TargetsDocument.parse(Bytes.utf8(text)).entries().toList())
                .isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"signatures\":[],\"signed\":{}}",
                "{\"signatures\":[],\"signed\":{\"_type\":\"targets\",\"targets\":[]}}",
                "{\"signatures\":[],\"signed\":{\"_type\":\"root\",\"targets\":{}}}",
                "{\"signatures\":[],\"signed\":{\"_type\":\"targets\",\"targets\":{\"a\":1}}}",
                "{\"signatures\":[],\"signed\":{\"_type\":\"targets\",\"targets\":{\"a\"}}}"
            })
    void refusesFilesThatAreNoTargetsRole(String text) {
        assertThatThrownBy(() -> TargetsDocument.parse(Bytes.utf8(text))).isInstanceOf(InvalidInput.class);
    }

    @Test
    void keepsDelegationsThroughEdits() {
        var document = document(set("a", 1)).withDelegations(bins());
        assertThat(document.merge(List.of(set("b", 1))).document().delegations())
                .isEqualTo(bins());
        assertThat(document.withDelegations(null)).isEqualTo(document(set("a", 1)));
        assertThat(document.signedBytes(1, EXPIRES))
                .isEqualTo(CanonicalJson.encode(Json.parse(document.signedBytes(1, EXPIRES), JsonLimits.METADATA)));
    }

    @Test
    void customWithBracesQuotesAndLineFeedsSurvives() {
        var custom = Json.parseObject(
                Bytes.utf8("{\"a\":\"}]{[,\\\"\\\\\",\"b\":[{\"c\":\"x\\ny\"}]}"), JsonLimits.METADATA);
        var file = new TargetFile(1, file(1).hashes(), custom);
        var entry = new TargetEntry(new TargetPath("b"), file.canonical());
        var document = document(set("a", 1), entry, set("c", 1));
        assertThat(TargetsDocument.parse(publish(document))).isEqualTo(document);
        assertThat(document.find(new TargetPath("b"))).isEqualTo(file.canonical());
        assertThat(Metadata.parseTargets(publish(document)).signed().targets().get(new TargetPath("b")))
                .isEqualTo(file);
    }

    @Property(tries = 300)
    void mergesAsASortedMapDoes(@ForAll("batches") List<Map<TargetPath, Long>> batches) {
        var document = TargetsDocument.EMPTY;
        var model = new TreeMap<TargetPath, Bytes>(TargetPath.BYTE_ORDER);
        for (var batch : batches) {
            var merge = document.merge(edits(batch));
            batch.forEach((path, length) -> {
                if (length < 0) {
                    model.remove(path);
                } else {
                    model.put(path, file(length).canonical());
                }
            });
            // As in a publication, the next edits are made to what was read.
            document = TargetsDocument.parse(publish(merge.document()));
            assertThat(document).isEqualTo(merge.document()).hasSameHashCodeAs(merge.document());
            assertThat(document.size()).isEqualTo(merge.document().size());
            assertThat(document.signedBytes(2, EXPIRES))
                    .isEqualTo(merge.document().signedBytes(2, EXPIRES));
            model.forEach(
                    (path, file) -> assertThat(merge.document().find(path)).isEqualTo(file));
            assertThat(contents(document)).isEqualTo(contents(model));
            assertThat(document.count()).isEqualTo(model.size());
        }
        var signed = document.signedBytes(1, EXPIRES);
        assertThat(CanonicalJson.encodeAny(Json.parse(signed, JsonLimits.METADATA)))
                .isEqualTo(signed);
    }

    private static List<TargetEntry> edits(Map<TargetPath, Long> batch) {
        var sorted = new TreeMap<TargetPath, Long>(TargetPath.BYTE_ORDER);
        sorted.putAll(batch);
        var edits = new ArrayList<TargetEntry>();
        sorted.forEach((path, length) ->
                edits.add(new TargetEntry(path, length < 0 ? null : file(length).canonical())));
        return edits;
    }

    private static List<TargetEntry> contents(TargetsDocument document) {
        return document.entries().toList();
    }

    private static List<TargetEntry> contents(TreeMap<TargetPath, Bytes> model) {
        return model.entrySet().stream()
                .map(entry -> new TargetEntry(entry.getKey(), entry.getValue()))
                .toList();
    }

    @Provide
    Arbitrary<List<Map<TargetPath, Long>>> batches() {
        var entry = Combinators.combine(
                        TargetPathTest.path(), Arbitraries.longs().between(-2, 3))
                .as(Map::entry);
        return entry.list()
                .ofMaxSize(10)
                .map(entries -> {
                    var batch = new java.util.HashMap<TargetPath, Long>();
                    entries.forEach(item -> batch.put(item.getKey(), item.getValue()));
                    return (Map<TargetPath, Long>) batch;
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }
}
