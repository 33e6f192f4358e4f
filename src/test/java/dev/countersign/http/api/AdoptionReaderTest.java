package dev.countersign.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.http.Refusal;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.repository.Change;
import dev.countersign.repository.ChangeCodec;
import dev.countersign.repository.TaskId;
import dev.countersign.wire.RequestLimits;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdoptionReaderTest {
    private static final String TASK = "0123456789abcdef0123456789abcdef";
    private static final String SETTINGS =
            "\"settings\":{\"expiration\":{\"root\":365,\"targets\":365,\"snapshot\":7,\"timestamp\":1}}";

    @Test
    void partsAndFilesAreTakenAndKeptInTheJournal() {
        var adopt = AdoptionReader.read(
                json("{" + SETTINGS + ",\"parts\":[\"" + TASK + "\"],\"files\":{\"1.root.json\":\"e30=\"}}"));
        assertThat(adopt.parts()).containsExactly(new TaskId(TASK));
        assertThat(adopt.files()).containsEntry("1.root.json", Bytes.utf8("{}")).hasSize(1);
        assertThat(stored(adopt)).isEqualTo(adopt);
        var without = AdoptionReader.read(json("{" + SETTINGS + ",\"files\":{}}"));
        assertThat(without.parts()).isEmpty();
        assertThat(stored(without)).isEqualTo(without);
    }

    @Test
    void aNameThatNoFileCanHaveIsRefused() {
        var longest = "é".repeat(400);
        var part = AdoptionReader.readPart(json("{\"files\":{\"" + longest + "\":\"e30=\"}}"));
        assertThat(stored(part)).isEqualTo(part);
        assertThatThrownBy(() -> AdoptionReader.readPart(json("{\"files\":{\"" + longest + "é\":\"e30=\"}}")))
                .isInstanceOf(Refusal.Invalid.class)
                .hasMessageContaining("expected: at most 400 characters");
    }

    @Test
    void whatIsNoTaskIsNoPart() {
        for (var part : new String[] {"\"x\"", "7", "null", "\"" + TASK + "0\""}) {
            assertThatThrownBy(
                            () -> AdoptionReader.read(json("{" + SETTINGS + ",\"parts\":[" + part + "],\"files\":{}}")))
                    .as(part)
                    .isInstanceOf(Refusal.Invalid.class)
                    .hasMessageContaining("parts");
        }
    }

    @Test
    void aPartTwiceOrTooManyAreRefused() {
        assertThatThrownBy(() -> AdoptionReader.read(withParts("\"" + TASK + "\",\"" + TASK + "\"")))
                .isInstanceOf(Refusal.Invalid.class)
                .hasMessageContaining("expected: each part once");
        var most = ids(RequestLimits.PARTS);
        assertThat(AdoptionReader.read(withParts(most)).parts()).hasSize(RequestLimits.PARTS);
        assertThat(AdoptionReader.read(withParts(most)).memory()).isGreaterThan(RequestLimits.PARTS * 50L);
        assertThatThrownBy(() -> AdoptionReader.read(withParts(ids(RequestLimits.PARTS + 1))))
                .isInstanceOf(Refusal.Invalid.class)
                .hasMessageContaining("at most 20000 items");
    }

    private static String ids(int count) {
        return IntStream.range(0, count).mapToObj("\"%032x\""::formatted).collect(Collectors.joining(","));
    }

    private static Json.Obj withParts(String parts) {
        return json("{" + SETTINGS + ",\"parts\":[" + parts + "],\"files\":{}}");
    }

    private static Change stored(Change change) {
        return ChangeCodec.decode(ChangeCodec.kind(change), ChangeCodec.encode(change));
    }

    private static Json.Obj json(String text) {
        return (Json.Obj) Json.parse(Bytes.utf8(text), JsonLimits.METADATA);
    }
}
