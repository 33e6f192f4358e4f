package dev.countersign.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MembersTest {
    private static final Json.Obj OBJECT =
            Json.parseObject(Bytes.utf8("{\"a\":{\"b\":1,\"c\":\"x\",\"d\":[\"y\"],\"e\":[1]}}"), JsonLimits.METADATA);

    @Test
    void readsMembersOfTheirTypes() {
        var inner = new Members("", OBJECT).object("a");

        assertThat(inner.integer("b", 0, 1)).isEqualTo(1);
        assertThat(inner.string("c")).isEqualTo("x");
        assertThat(inner.strings("d")).isEqualTo(List.of("y"));
    }

    @Test
    void namesPathValueAndWhatWasExpected() {
        var inner = new Members("", OBJECT).object("a");

        assertThatThrownBy(() -> inner.string("b"))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("a.b: 1 (expected: a string)");
        assertThatThrownBy(() -> inner.integer("b", 2, 3)).hasMessage("a.b: 1 (expected: an integer from 2 to 3)");
        assertThatThrownBy(() -> inner.strings("e")).hasMessage("a.e: 1 (expected: a string)");
        assertThatThrownBy(() -> inner.bool("f")).hasMessage("a.f: missing (expected: true or false)");
    }

    @Test
    void refusesInTheWordsOfItsCaller() {
        var members = new Members("", OBJECT, (path, value, expected) -> new IllegalStateException(path + "!"));

        assertThatThrownBy(() -> members.object("a").string("b"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a.b!");
    }
}
