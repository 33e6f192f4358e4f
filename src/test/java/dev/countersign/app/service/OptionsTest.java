package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.app.config.Config;
import dev.countersign.app.config.StartFailure;
import dev.countersign.app.config.Values;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.metadata.ServingOptions;
import dev.countersign.publish.PublisherSettings;
import dev.countersign.publish.SubmissionIntake;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @TempDir
    Path folder;

    @Test
    void theDefaultsAreThoseOfThePackages() {
        var options = new Options(Config.defaults());

        assertThat(options.http()).isEqualTo(HttpLimits.DEFAULT);
        assertThat(options.serving()).isEqualTo(ServingOptions.DEFAULT);
        assertThat(options.intake()).isEqualTo(SubmissionIntake.Bounds.DEFAULT);
        assertThat(options.publisher()).isEqualTo(PublisherSettings.DEFAULT);
        assertThat(options.signingWorkers())
                .isEqualTo(Math.max(1, Runtime.getRuntime().availableProcessors() - 1));
        assertThat(options.redis()).isEmpty();
    }

    /** At the start, not when a publisher begins or a log does. */
    @ParameterizedTest
    @ValueSource(strings = {"https://tuf.example.org", "tuf.example.org/", "two words", "tuf.example.org+x"})
    void anOriginThatIsNoneIsRefusedAtOnce(String origin) {
        var environment = Map.of("COUNTERSIGN_LOG_ORIGIN", origin);

        assertThatThrownBy(() -> new Options(Config.read(new Values(Map.of(), environment, Map.of()))))
                .isInstanceOf(StartFailure.class)
                .hasMessage(
                        "log.origin: " + origin + " (expected: an address without scheme, such as tuf.example.org)");
    }

    @Test
    void aPasswordOfItsOwnReplacesTheOneOfTheUrl() {
        assertThat(Options.withPassword(URI.create("postgresql://u@h:1/d?x=y"), "p@ss/w:rd +"))
                .isEqualTo("postgresql://u:p%40ss%2Fw%3Ard%20%2B@h:1/d?x=y");
        assertThat(Options.withPassword(URI.create("postgresql://u:old@h/d"), "new"))
                .isEqualTo("postgresql://u:new@h/d");
        assertThat(Options.withPassword(URI.create("postgresql://h/d"), "new"))
                .isEqualTo("postgresql://countersign:new@h/d");
        assertThat(Options.withPassword(URI.create("postgresql://u:old@h/d"), null))
                .isEqualTo("postgresql://u:old@h/d");
    }

    @Test
    void aPasswordFileGivesItsFirstLine() throws IOException {
        var file = Files.writeString(folder.resolve("password"), "secret\nnot this\n");
        var environment = Map.of("COUNTERSIGN_DATABASE_PASSWORD_FILE", file.toString());

        var options = new Options(Config.read(new Values(Map.of(), environment, Map.of())));

        assertThat(options.postgres().uri()).isEqualTo("postgresql://countersign:secret@127.0.0.1:5432/countersign");
        assertThat(options.postgres().toString()).doesNotContain("secret");
    }
}
