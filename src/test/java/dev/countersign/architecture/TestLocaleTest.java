package dev.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests pass in every locale. Under some, {@code %d} writes digits that no rule takes; {@code %s} writes the same in all. */
class TestLocaleTest {
    private static final Pattern NUMBER = Pattern.compile("%[-+, 0-9.]*[dfeg](?![0-9a-f])");
    private static final Pattern FORMATTED = Pattern.compile("\\.formatted\\(|String\\.format\\((?!Locale)");

    @Test
    void noTestWritesNumbersInTheLocaleOfTheMachine() throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            var sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("TestLocaleTest.java"))
                    .toList();

            assertThat(sources).hasSizeGreaterThan(100).noneMatch(TestLocaleTest::writesNumbers);
        }
    }

    private static boolean writesNumbers(Path file) {
        try {
            var text = Files.readString(file);
            return FORMATTED
                    .matcher(text)
                    .results()
                    .anyMatch(call -> NUMBER.matcher(
                                    text.substring(Math.max(0, text.lastIndexOf(';', call.start())), call.start()))
                            .find());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
