package dev.countersign.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.access.Caller;
import dev.countersign.http.Call;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.HttpSamples;
import dev.countersign.http.Refusal;
import dev.countersign.http.Violation;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Examples;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TargetPathPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactsReaderTest {
    private static final String H64 = "a".repeat(64);
    private final ArtifactsReader reader = new ArtifactsReader(HttpLimits.DEFAULT);

    @Test
    void anArtifactBecomesACanonicalEntry() {
        var list = added("{\"artifacts\":[{\"info\":{\"length\":\"630\",\"hashes\":{\"sha512\":\"" + H64 + H64
                + "\",\"blake2b-256\":\"" + H64 + "\"},\"custom\":{\"z\":[1,true],\"a\":\"x\"}},"
                + "\"path\":\"@scope/pkg/-/pkg-1.0.0.tgz\",\"ignored\":{\"deep\":[null]}}],\"unknown\":1.5}");

        assertThat(list.publish()).isTrue();
        assertThat(list.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.path().value()).isEqualTo("@scope/pkg/-/pkg-1.0.0.tgz");
            assertThat(entry.file().utf8())
                    .isEqualTo("{\"custom\":{\"a\":\"x\",\"z\":[1,true]},\"hashes\":{\"blake2b-256\":\"" + H64
                            + "\",\"sha512\":\"" + H64 + H64 + "\"},\"length\":630}");
        });
    }

    @Test
    void nullCustomIsNoCustom() {
        assertThat(added(list(HttpSamples.artifact("a")))
                        .entries()
                        .getFirst()
                        .file()
                        .utf8())
                .doesNotContain("custom");
    }

    @Test
    void theLastOfSeveralWithOnePathIsTaken() {
        var list = added(list(artifact("x", "1"), artifact("y", "2"), artifact("x", "3")));

        assertThat(list.entries()).extracting(entry -> entry.path().value()).containsExactly("x", "y");
        assertThat(list.entries().getFirst().file().utf8()).endsWith("\"length\":3}");
    }

    @Test
    void theTaskIsNamedInCustomWhereverTheWishStands() {
        var body = list(HttpSamples.artifact("a")).replaceFirst("}$", ",\"add_task_id_to_custom\":\"true\"}");

        assertThat(added(body).entries().getFirst().file().utf8())
                .contains("\"custom\":{\"added_by_task_id\":\"" + HttpSamples.task(7) + "\"}");
    }

    @Test
    void aCallersOwnTaskNameWins() {
        var body =
                "{\"add_task_id_to_custom\":true,\"artifacts\":[{\"path\":\"a\",\"info\":{\"length\":1,\"hashes\":{\"sha256\":\""
                        + H64 + "\"},\"custom\":{\"added_by_task_id\":\"mine\"}}}]}";

        assertThat(added(body).entries().getFirst().file().utf8())
                .contains("\"custom\":{\"added_by_task_id\":\"mine\"}");
    }

    @Test
    void artifactsMayBeHeldBack() {
        assertThat(added("{\"publish_artifacts\":false,\"artifacts\":[]}").publish())
                .isFalse();
    }

    @Test
    void pathsToRemoveAreTakenOnceEachInOrder() {
        var list = reader.removed(call("{\"artifacts\":[\"b\",\"a\",\"b\"],\"publish_artifacts\":false}"));

        assertThat(list.paths()).containsExactly(new TargetPath("b"), new TargetPath("a"));
        assertThat(list.publish()).isFalse();
    }

    @Test
    void removingNothingIsRefused() {
        var refusal = catchThrowableOfType(Refusal.Invalid.class, () -> reader.removed(call("{\"artifacts\":[]}")));

        assertThat(refusal.violations()).extracting(Violation::type).containsExactly("too_short");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|missing|body.artifacts",
                "{\"artifacts\":{}}|list_type|body.artifacts",
                "{\"artifacts\":[1]}|model_attributes_type|body.artifacts.0",
                "{\"artifacts\":[{}]}|missing|body.artifacts.0.info",
                "{\"artifacts\":[{\"path\":\"a\",\"info\":[]}]}|model_attributes_type|body.artifacts.0.info",
                "{\"artifacts\":[{\"path\":\"a\",\"info\":{}}]}|missing|body.artifacts.0.info.length",
                "{\"artifacts\":[],\"publish_artifacts\":\"maybe\"}|bool_parsing|body.publish_artifacts",
                "[]|model_attributes_type|body",
                "null|model_attributes_type|body",
                "\"artifacts\"|model_attributes_type|body",
            })
    void theFormIsChecked(String body, String type, String place) {
        assertThat(refused(body).getFirst()).satisfies(first -> {
            assertThat(first.type()).isEqualTo(type);
            assertThat(first.place()).hasToString(place);
        });
    }

    static List<String> notJson() {
        return List.of(
                "{",
                "{\"artifacts\":[]} x",
                "{\"artifacts\":[]}{}",
                "{\"artifacts\":[],\"artifacts\":[]}",
                "{\"artifacts\":[{\"path\":\"a\",\"path\":\"b\"}]}",
                "\uFEFF{\"artifacts\":[]}",
                "{\"artifacts\":[NaN]}",
                "{'artifacts':[]}",
                "{\"artifacts\":[01]}",
                " ",
                "[".repeat(100_000),
                "{\"x\":" + "[".repeat(100) + "]".repeat(100) + ",\"artifacts\":[]}",
                "{\"artifacts\":[],}",
                "{\"artifacts\":[] /* no */}");
    }

    @ParameterizedTest
    @MethodSource
    void notJson(String body) {
        assertThat(refused(body).getFirst().type()).isEqualTo("json_invalid");
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        var latin = "{\"artifacts\":[],\"x\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
        var overlong = "{\"artifacts\":[],\"x\":\"??\"}".getBytes(StandardCharsets.US_ASCII);
        overlong[overlong.length - 4] = (byte) 0xc0;
        overlong[overlong.length - 3] = (byte) 0xaf;
        var wide = "{\"artifacts\":[]}".getBytes(StandardCharsets.UTF_16LE);

        for (var body : List.of(latin, overlong, wide)) {
            var call = new Call(Caller.ANYBODY, Examples.ORIGIN, "", name -> null, "application/json", Bytes.of(body));
            assertThat(catchThrowableOfType(Refusal.Invalid.class, () -> reader.added(call, HttpSamples.task(7)))
                            .violations()
                            .getFirst()
                            .type())
                    .isEqualTo("json_invalid");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "/etc/x",
                "a//b",
                "a/./b",
                "a\\\\b",
                "%2e%2e/x",
                "a\\u0000",
                "a\\r\\n",
                "a\\tb",
                "x.",
                "x ",
                "__proto__",
                "",
                "a#b",
                "a?b",
                "a:b",
                "a*b",
                "a<b",
                "a|b",
                "a\\\"b",
                "e\\u0301",
                "a\\u202eb",
                "a\\u200bb",
                "\\ud800",
                "a/"
            })
    void pathsThatClientsReadDifferentlyAreRefused(String path) {
        assertThat(refused(list(HttpSamples.artifact(path)))).singleElement().satisfies(violation -> {
            assertThat(violation.place()).hasToString("body.artifacts.0.path");
            assertThat(violation.message()).startsWith("Value error, ");
        });
    }

    @Test
    void aPathHasAnEnd() {
        assertThat(refused(list(HttpSamples.artifact("a".repeat(65_536)))))
                .singleElement()
                .satisfies(violation ->
                        assertThat(violation.toJson().toText().length()).isLessThan(1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@scope/pkg/-/pkg-1.0.0.tgz",
                "numpy-1.0+local-cp39-cp39-win_amd64.whl",
                "pkg-1!2.0.tar.gz",
                "org/example/lib/1.0/lib-1.0.jar",
                "rails-7.0.0.gem",
                "v1/\\u00fcber.tar.gz",
                "a=b,c(d)~e"
            })
    void pathsThatRegistriesUsePass(String path) {
        assertThat(added(list(HttpSamples.artifact(path))).entries()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1/\\u00fcber.tar.gz", "a!b", "con", "\\ud83d\\ude00", "__proto__", "0"})
    void whateverPolicyItWasAddedUnderItCanBeRemoved(String path) {
        for (var policy : TargetPathPolicy.values()) {
            var reader = new ArtifactsReader(HttpLimits.DEFAULT.withPaths(policy));
            assertThat(reader.removed(call("{\"artifacts\":[\"" + path + "\"]}"))
                            .paths())
                    .hasSize(1);
        }
    }

    @Test
    void aRefusedPathIsToldByItsCharacter() {
        assertThat(refused(list(HttpSamples.artifact("a b"))).getFirst().toString())
                .contains("it holds U+0020 (SPACE)");
    }

    @Test
    void theStrictPolicyTakesAsciiOnly() {
        var strict = new ArtifactsReader(HttpLimits.DEFAULT.withPaths(TargetPathPolicy.STRICT));
        var body = call(list(HttpSamples.artifact("v1/\\u00fcber.tar.gz")));

        assertThat(catchThrowableOfType(Refusal.Invalid.class, () -> strict.added(body, HttpSamples.task(7))))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1|greater_than_equal",
                "9007199254740992|less_than_equal",
                "99999999999999999999999|int_from_float",
                "1e400|int_from_float",
                "1.5|int_from_float",
                "-0|int_from_float",
                "\"abc\"|int_parsing",
                "null|int_type",
                "true|int_type",
                "[1]|int_type",
                "{}|int_type"
            })
    void aLengthIsAWholeNumberThatAllClientsCount(String length, String type) {
        assertThat(refused(list(artifact("a", length)))).singleElement().satisfies(violation -> {
            assertThat(violation.type()).isEqualTo(type);
            assertThat(violation.place()).hasToString("body.artifacts.0.info.length");
        });
    }

    static List<String> badHashes() {
        return List.of(
                "{}",
                "[]",
                "null",
                "{\"md5\":\"" + "a".repeat(32) + "\"}",
                "{\"sha256\":\"" + "A".repeat(64) + "\"}",
                "{\"sha256\":\"" + "a".repeat(63) + "\"}",
                "{\"sha256\":\"" + "g".repeat(64) + "\"}",
                "{\"sha512\":\"" + H64 + "\"}",
                "{\"sha256\":1}",
                "{\"sha256\":[\"" + H64 + "\"]}",
                "{\"SHA256\":\"" + H64 + "\"}");
    }

    @ParameterizedTest
    @MethodSource
    void badHashes(String hashes) {
        var body = "{\"artifacts\":[{\"path\":\"a\",\"info\":{\"length\":1,\"hashes\":" + hashes + "}}]}";

        assertThat(refused(body).getFirst().place().toString()).startsWith("body.artifacts.0.info.hashes");
    }

    static List<String> badCustom() {
        return List.of(
                "1",
                "[]",
                "\"x\"",
                "{\"a\":null}",
                "{\"a\":1.5}",
                "{\"a\":1e3}",
                "{\"a\":9007199254740992}",
                "{\"a\":-0}",
                "{\"a\":\"\\u0000\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}",
                "{\"a\":\"" + "x".repeat(70_000) + "\"}",
                "{\"a\":[" + "0,".repeat(70_000) + "0]}");
    }

    @ParameterizedTest
    @MethodSource
    void badCustom(String custom) {
        var body = "{\"artifacts\":[{\"path\":\"a\",\"info\":{\"length\":1,\"hashes\":{\"sha256\":\"" + H64
                + "\"},\"custom\":" + custom + "}}]}";

        assertThat(refused(body).getFirst().place()).hasToString("body.artifacts.0.info.custom");
    }

    @Test
    void everythingWrongIsReportedUpToFiftyThings() {
        var two = refused(list(artifact("../x", "-1"), artifact("ok", "1"), artifact("y", "\"z\"")));
        assertThat(two)
                .extracting(violation -> violation.place().toString())
                .containsExactlyInAnyOrder(
                        "body.artifacts.0.path", "body.artifacts.0.info.length", "body.artifacts.2.info.length");

        var many = new String[200];
        java.util.Arrays.fill(many, artifact("x", "-1"));
        assertThat(refused(list(many))).hasSize(50);
    }

    @Test
    void aRequestHasAMostNumberOfArtifacts() {
        var many = new String[HttpLimits.DEFAULT.maxArtifacts() + 1];
        java.util.Arrays.fill(many, artifact("x", "1"));

        assertThat(refused(list(many))).extracting(Violation::type).containsExactly("too_long");
    }

    @Test
    void aBodyMustBeSaidToBeJson() {
        var body = Bytes.utf8(list(HttpSamples.artifact("a")));
        var form =
                new Call(Caller.ANYBODY, Examples.ORIGIN, "", name -> null, "application/x-www-form-urlencoded", body);
        var unsaid = new Call(Caller.ANYBODY, Examples.ORIGIN, "", name -> null, null, body);
        var dialect = new Call(
                Caller.ANYBODY, Examples.ORIGIN, "", name -> null, "application/vnd.x+json; charset=utf-8", body);

        assertThat(catchThrowableOfType(Refusal.UnsupportedBody.class, () -> reader.added(form, HttpSamples.task(7))))
                .hasMessageContaining("application/x-www-form-urlencoded (expected: application/json");
        assertThat(catchThrowableOfType(Refusal.UnsupportedBody.class, () -> reader.added(unsaid, HttpSamples.task(7))))
                .hasMessageContaining("the body has no Content-Type (expected: Content-Type: application/json)");
        assertThat(reader.added(dialect, HttpSamples.task(7)).entries()).hasSize(1);
    }

    private ArtifactList.Added added(String body) {
        return reader.added(call(body), HttpSamples.task(7));
    }

    private List<Violation> refused(String body) {
        var refusal = catchThrowableOfType(Refusal.Invalid.class, () -> added(body));
        assertThat(refusal).as(body.substring(0, Math.min(body.length(), 200))).isNotNull();
        return refusal.violations();
    }

    private static Call call(String body) {
        return new Call(Caller.ANYBODY, Examples.ORIGIN, "", name -> null, "application/json", Bytes.utf8(body));
    }

    private static String list(String... artifacts) {
        return "{\"artifacts\":[" + String.join(",", artifacts) + "]}";
    }

    private static String artifact(String path, String length) {
        return "{\"path\":\"" + path + "\",\"info\":{\"length\":" + length + ",\"hashes\":{\"sha256\":\"" + H64
                + "\"}}}";
    }
}
