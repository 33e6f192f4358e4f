package dev.countersign.guard.npm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SemanticVersionTest {
    @Test
    void versionsAreInTheOrderOfTheSpecification() {
        var ordered = List.of(
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.9",
                "1.0.10",
                "1.2.0",
                "10.0.0");

        var parsed = ordered.stream()
                .map(SemanticVersion::parse)
                .map(Optional::orElseThrow)
                .toList();

        assertThat(parsed.reversed().stream().sorted().toList()).isEqualTo(parsed);
        assertThat(SemanticVersion.parse("1.0")).isEmpty();
        assertThat(SemanticVersion.parse("latest")).isEmpty();
    }
}
