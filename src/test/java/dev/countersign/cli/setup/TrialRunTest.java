package dev.countersign.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialRunTest {
    @TempDir
    private Path folder;

    /** Package managers say much before the reason. */
    @Test
    void theReasonIsWhatComesLast() {
        var trial = new Trial(List.of("/bin/sh"), folder, Map.of(), """
            i=0
            while [ $i -lt 2000 ]; do echo "collecting what a package manager needs"; i=$((i+1)); done
            echo "no such package" >&2
            exit 3
            """);

        var run = TrialRun.run(trial, Map.of(), folder.resolve("output"), Duration.ofMinutes(2));

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.lastWords())
                .startsWith("…")
                .endsWith(" collecting what a package manager needs no such package");
    }

    @Test
    void credentialsInAddressesAreNotRepeated() {
        var trial = new Trial(List.of("/bin/sh"), folder, Map.of(), """
            echo "Looking in indexes: https://countersign:csg_s3cr3t@guard.example/pypi/simple/, http://t0ken@two.example"
            """);

        var run = TrialRun.run(trial, Map.of(), folder.resolve("output"), Duration.ofMinutes(2));

        assertThat(run.lastWords())
                .isEqualTo("Looking in indexes: https://***@guard.example/pypi/simple/, http://***@two.example");
    }
}
