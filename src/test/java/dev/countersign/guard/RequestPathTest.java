package dev.countersign.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    @Test
    void segmentsAreDecodedOnce() {
        assertThat(RequestPath.parse("/npm/@scope%2fname").segments()).containsExactly("npm", "@scope/name");
        assertThat(RequestPath.parse("/a/b%2Bc%C3%A9/?x=../y").segments()).containsExactly("a", "b+cé");
        assertThat(RequestPath.parse("/a/b/").folder()).isTrue();
        assertThat(RequestPath.parse("/").segments()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a/../b",
                "/a/%2e%2e/b",
                "/a/%2E./b",
                "/a/./b",
                "/a//b",
                "//a",
                "/a/..",
                "/a/%2e%2e%2fb",
                "/a/b%2f..%2fc",
                "/a/%2fb",
                "/a/%252e%252e/b",
                "/a/b%00c",
                "/a/b%0ac",
                "/a/b%5cc",
                "/a/b\\c",
                "/a/%",
                "/a/%2",
                "/a/%zz",
                "/a/%c0%ae%c0%ae/b",
                "/a/%ff",
                "http://other.example/a",
                "*",
            })
    void whatCanBeReadInTwoWaysIsRefused(String raw) {
        assertThatThrownBy(() -> RequestPath.parse(raw))
                .isInstanceOf(Withheld.class)
                .extracting(failed -> ((Withheld) failed).why())
                .isEqualTo(Withheld.Why.UNREADABLE);
    }
}
