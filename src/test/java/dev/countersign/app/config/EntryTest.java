package dev.countersign.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.access.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of groups, as rules of access are. */
class EntryTest {

    private static final String LIST = """
        - name: one
          items: [a, "b, c"]
          inner:
            first.dotted: 1
            second: {third: x}
        - name: two
        """;

    @TempDir
    Path folder;

    @Test
    void aListCanStandInTheFile() throws IOException {
        checkRead(values("some:\n  list:\n" + LIST.indent(4), Map.of()).entries("some.list"));
    }

    @Test
    void aListCanStandInAFileOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("list.yaml"), LIST);

        checkRead(values("some:\n  list: list.yaml\n", Map.of()).entries("some.list"));
    }

    @Test
    void aVariableNamesAFileOrHoldsTheList() throws IOException {
        var file = Files.writeString(folder.resolve("list.yaml"), LIST);
        var json = "[{\"name\":\"one\",\"items\":[\"a\",\"b, c\"],"
                + "\"inner\":{\"first.dotted\":\"1\",\"second\":{\"third\":\"x\"}}},{\"name\":\"two\"}]";

        for (var text : List.of(file.toString(), json)) {
            checkRead(values("", Map.of("COUNTERSIGN_SOME_LIST", text)).entries("some.list"));
        }
    }

    private static void checkRead(List<Entry> entries) {
        assertThat(entries).hasSize(2);
        var one = entries.getFirst();
        assertThat(one.member("name").text()).isEqualTo("one");
        assertThat(one.member("items").texts()).containsExactly("a", "b, c");
        assertThat(one.optional("other")).isEmpty();
        var inner = one.member("inner");
        assertThat(inner.names()).containsExactly("first.dotted", "second");
        assertThat(inner.member("second").member("third").text()).isEqualTo("x");
        one.refuseUnknown();
        assertThat(entries.getLast().member("name").texts()).containsExactly("two");
    }

    @Test
    void noListIsAnEmptyOne() throws IOException {
        assertThat(values("some:\n  list:\n", Map.of()).entries("some.list")).isEmpty();
        assertThat(values("some:\n  list: []\n", Map.of()).entries("some.list")).isEmpty();
    }

    @Test
    void aListOfTextsNeedsNoCommas() throws IOException {
        assertThat(values("some:\n  list: [a, b]\n", Map.of()).list("some.list"))
                .containsExactly("a", "b");
        assertThat(values("some:\n  list: a, b\n", Map.of()).list("some.list")).containsExactly("a", "b");
        refused(() -> values("some:\n  list: [{a: b}]\n", Map.of()).list("some.list"), "some.list", "a list of values");
    }

    @Test
    void whatIsWrongIsNamedWithItsPlace() throws IOException {
        var one = values("some:\n  list:\n" + LIST.indent(4), Map.of())
                .entries("some.list")
                .getFirst();

        refused(() -> one.member("nome"), "some.list[0]: a group (expected: a group with nome; ", " line 3)");
        refused(() -> one.member("items").text(), "some.list[0].items: a list (expected: one value; ", " line 4)");
        refused(() -> one.member("inner").texts(), "some.list[0].inner: a group (expected: a value, or");
        refused(() -> one.member("name").names(), "some.list[0].name: \"one\" (expected: a group");
        refused(() -> one.member("name").entries(), "some.list[0].name: \"one\" (expected: a list of groups");
        refused(
                () -> one.member("inner").member("second").member("third").read(Grant::permission),
                "some.list[0].inner.second.third: \"x\" is no permission",
                " line 7)");
        refused(() -> one.member("items").readAll(Grant::permission), "some.list[0].items: \"a\" is no permission");
    }

    @Test
    void whatNobodyAskedForIsRefused() throws IOException {
        var one = values("some:\n  list:\n" + LIST.indent(4), Map.of())
                .entries("some.list")
                .getFirst();
        one.member("name");
        one.member("inner");

        refused(one::refuseUnknown, "some.list[0].items: unknown key (expected: inner, name; ", " line 4)");
    }

    @Test
    void whatIsNoListIsRefused() {
        refused(() -> values("some:\n  list: nowhere.yaml\n", Map.of()).entries("some.list"), "nowhere.yaml: no such");
        refused(
                () -> values("some:\n  list: [a]\n", Map.of())
                        .entries("some.list")
                        .getFirst()
                        .names(),
                "some.list[0]");
        refused(
                () -> values("", Map.of("COUNTERSIGN_SOME_LIST", "[{")).entries("some.list"),
                "COUNTERSIGN_SOME_LIST",
                "not YAML");
        refused(
                () -> values("", Map.of("COUNTERSIGN_SOME_LIST", "[{\"a\":1,\"a\":2}]"))
                        .entries("some.list"),
                "given twice");
        refused(() -> values("some:\n  list: [~]\n", Map.of()).entries("some.list"), "some.list[0]: nothing");
        refused(() -> values("a: " + "[".repeat(50) + "]".repeat(50) + "\n", Map.of()), "too many");
    }

    private static void refused(ThrowingCallable reading, String... words) {
        assertThatThrownBy(reading)
                .isInstanceOf(StartFailure.class)
                .hasMessageContainingAll(words)
                .message()
                .hasLineCount(1);
    }

    private Values values(String yaml, Map<String, String> environment) throws IOException {
        var file = Files.writeString(folder.resolve("countersign.yaml"), yaml);
        return new Values(Map.of(), environment, ConfigFile.read(file));
    }
}
