package dev.countersign.tuf.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.CanonicalJson;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Snapshot;
import dev.countersign.tuf.TestSigner;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class SnapshotDocumentTest {
    private static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");
    private static final TestSigner ONLINE = TestSigner.of(2);

    private static RoleName role(String name) {
        return new RoleName(name);
    }

    @Test
    void writesTheCanonicalForm() {
        var document = SnapshotDocument.of(Map.of(RoleName.TARGETS, 2, role("a"), 1, role("a-b"), 3, role("a.b"), 4));
        assertThat(document.signedBytes(5, EXPIRES).utf8())
                .isEqualTo("{\"_type\":\"snapshot\",\"expires\":\"2030-01-01T00:00:00Z\",\"meta\":{"
                        + "\"a-b.json\":{\"version\":3},\"a.b.json\":{\"version\":4},\"a.json\":{\"version\":1},"
                        + "\"targets.json\":{\"version\":2}},\"spec_version\":\"1.0.34\",\"version\":5}");
        assertThat(document.roles()).containsExactly(role("a-b"), role("a.b"), role("a"), RoleName.TARGETS);
    }

    @Test
    void neverLowersAVersionOrForgetsARole() {
        var document = SnapshotDocument.of(Map.of(role("a"), 5, role("b"), 1));
        assertThatThrownBy(() -> document.with(Map.of(role("a"), 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a version 4 (expected: >= 5, the version listed)");
        assertThatThrownBy(() -> document.with(Map.of(role("a"), 0))).isInstanceOf(InvalidValue.class);
        assertThatThrownBy(() -> document.with(Map.of(role("c"), 0))).isInstanceOf(InvalidValue.class);
        var next = document.with(Map.of(role("a"), 6, role("c"), 1));
        assertThat(next.version(role("a"))).hasValue(6);
        assertThat(next.version(role("b"))).hasValue(1);
        assertThat(next.version(role("c"))).hasValue(1);
        assertThat(next.version(role("d"))).isEmpty();
        assertThat(document.version(role("a"))).hasValue(5);
    }

    @Test
    void rendersSixteenThousandBins() {
        var versions = new HashMap<RoleName, Integer>();
        var bins = new HashBins(14);
        for (int i = 0; i < bins.count(); i++) {
            versions.put(bins.name(i), 1);
        }
        var document = SnapshotDocument.of(versions).with(Map.of(bins.name(7), 9));
        var snapshot = Snapshot.fromJson(Json.parseObject(document.signedBytes(1, EXPIRES), JsonLimits.METADATA));
        assertThat(snapshot.meta()).hasSize(16_384);
        assertThat(snapshot.fromJson(bins.name(7))).isEqualTo(MetaFile.ofVersion(9));
    }

    @Property(tries = 200)
    void patchesAsASortedMapDoes(@ForAll("patches") List<Map<RoleName, Integer>> patches) {
        var document = SnapshotDocument.of(Map.of());
        var model = new TreeMap<RoleName, Integer>();
        for (var patch : patches) {
            patch.forEach((role, raise) -> model.merge(role, raise, Integer::sum));
            var changed = new HashMap<RoleName, Integer>();
            patch.keySet().forEach(role -> changed.put(role, model.get(role)));
            document = document.with(changed);
        }
        assertThat(document).isEqualTo(SnapshotDocument.of(model));
        var signed = document.signedBytes(3, EXPIRES);
        assertThat(CanonicalJson.encode(Json.parse(signed, JsonLimits.METADATA)))
                .isEqualTo(signed);
        var file = MetadataFile.assemble(List.of(ONLINE.sign(signed)), signed);
        assertThat(SnapshotDocument.parse(file)).isEqualTo(document);
        assertThat(document.count()).isEqualTo(model.size());
    }

    @Provide
    Arbitrary<List<Map<RoleName, Integer>>> patches() {
        var roles = Arbitraries.of("a", "a-b", "a.b", "ab", "B", "bins-0", "bins-1", "targets")
                .map(RoleName::new);
        return Arbitraries.maps(roles, Arbitraries.integers().between(1, 1000))
                .ofMaxSize(6)
                .list()
                .ofMaxSize(5);
    }
}
