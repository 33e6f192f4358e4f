package dev.countersign.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.CanonicalJson;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.InvalidValue;
import dev.countersign.json.Json;
import dev.countersign.json.JsonException;
import dev.countersign.json.JsonLimits;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetFileTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    private static Json.Obj object(String text) {
        return Json.parseObject(Bytes.utf8(text), JsonLimits.METADATA);
    }

    private static TargetFile file(long length, Map<HashAlgorithm, String> hashes) {
        return new TargetFile(length, new TreeMap<>(hashes), null);
    }

    @Test
    void writesTheCanonicalFormOfItsJson() {
        var file = new TargetFile(
                15,
                new TreeMap<>(Map.of(
                        HashAlgorithm.SHA512, HEX + HEX, HashAlgorithm.SHA256, HEX, HashAlgorithm.BLAKE2B_256, HEX)),
                object("{\"z\":\"é\",\"a\":[1,true]}"));
        assertThat(file.canonical()).isEqualTo(CanonicalJson.encode(file.toJson()));
        assertThat(TargetFile.fromJson(file.toJson())).isEqualTo(file);
        assertThat(file(0, Map.of(HashAlgorithm.SHA256, HEX)).canonical().utf8())
                .isEqualTo("{\"hashes\":{\"sha256\":\"" + HEX + "\"},\"length\":0}");
    }

    @Test
    void refusesLengthsAndHashesOutsideTheirRange() {
        var sha256 = Map.of(HashAlgorithm.SHA256, HEX);
        assertThatThrownBy(() -> file(-1, sha256)).hasMessage("length: -1 (expected: 0..2^53-1)");
        assertThatThrownBy(() -> file(1L << 53, sha256)).isInstanceOf(InvalidValue.class);
        assertThat(file((1L << 53) - 1, sha256).length()).isEqualTo(9007199254740991L);
        assertThatThrownBy(() -> file(1, Map.of())).isInstanceOf(InvalidValue.class);
        for (var hex :
                new String[] {"", HEX + "0", HEX.substring(1), HEX.toUpperCase(java.util.Locale.ROOT), HEX + HEX}) {
            assertThatThrownBy(() -> file(1, Map.of(HashAlgorithm.SHA256, hex)))
                    .isInstanceOf(InvalidValue.class)
                    .hasMessageContaining("hashes.sha256: ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":null}",
                "{\"a\":1.5}",
                "{\"a\":9007199254740992}",
                "{\"a\":1,\"a b\":1}",
                "{\"a\":\"\\u0000\"}",
                "{\"__proto__\":1}"
            })
    void refusesCustomThatClientsWouldNotAgreeOn(String custom) {
        var file = new TargetFile(1, new TreeMap<>(Map.of(HashAlgorithm.SHA256, HEX)), object(custom));
        assertThatThrownBy(file::canonical).isInstanceOf(JsonException.NotPortable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"length\":1}",
                "{\"length\":\"1\",\"hashes\":{}}",
                "{\"length\":1,\"hashes\":{}}",
                "{\"length\":1,\"hashes\":{\"md5\":\"00\"}}",
                "{\"length\":1,\"hashes\":[]}",
                "{\"length\":1.0,\"hashes\":{}}"
            })
    void refusesJsonThatIsNoTargetFile(String text) {
        assertThatThrownBy(() -> TargetFile.fromJson(object(text))).isInstanceOf(InvalidInput.class);
    }
}
