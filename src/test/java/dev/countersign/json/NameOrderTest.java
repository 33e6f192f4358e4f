package dev.countersign.json;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class NameOrderTest {
    private static final Comparator<String> PYTHON_AND_GO = (a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b));
    private static final Comparator<String> TUF_JS_AND_SIGSTORE_JAVA = Comparator.naturalOrder();
    /** Its keys are the bytes between the quotation marks and those marks, after escaping. */
    private static final Comparator<String> TOUGH =
            Comparator.comparing(name -> utf8(new Json.Str(name).toText()), Arrays::compareUnsigned);

    @Property(tries = 5000)
    void namesAreTakenExactlyWhenAllClientsSortThemAlike(@ForAll("names") Set<String> names) {
        var sorted = sorted(names, PYTHON_AND_GO);
        var alike = sorted.equals(sorted(names, TUF_JS_AND_SIGSTORE_JAVA)) && sorted.equals(sorted(names, TOUGH));

        if (alike) {
            assertThatCode(() -> NameOrder.check(sorted)).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> NameOrder.check(sorted))
                    .isInstanceOf(JsonException.NotPortable.class)
                    .hasMessageContaining("a name that every client sorts behind ");
        }
    }

    @Test
    void theSecondOfTwoNamesIsNamed() {
        assertThatThrownBy(() -> NameOrder.check(List.of("size", "size!")))
                .hasMessage("member name \"size!\" (expected: a name that every client sorts behind \"size\")");
        assertThatThrownBy(() -> NameOrder.check(List.of("\uFF21", "😀"))).hasMessageContaining("😀");
    }

    private static List<String> sorted(Set<String> names, Comparator<String> order) {
        var sorted = new ArrayList<>(names);
        sorted.sort(order);
        return sorted;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<Set<String>> names() {
        return Arbitraries.of("a", "b", "!", " ", "#", "\"", "\\", "\uFF21", "😀", "é")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(list -> String.join("", list))
                .set()
                .ofMaxSize(5);
    }
}
