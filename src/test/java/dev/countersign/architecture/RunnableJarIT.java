package dev.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunnableJarIT {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final String JAR = System.getProperty("countersign.jar");
    private static final String VERSION = "countersign \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n";

    @Test
    void theJarRunsByItself() throws Exception {
        var run = Run.of(Map.of(), JAVA.toString(), "-jar", JAR, "--version");

        assertThat(run.output()).matches(VERSION);
        assertThat(run.status()).isZero();
    }

    @Test
    void theLauncherRunsTheJar() throws Exception {
        var environment = Map.of("JAVA_HOME", System.getProperty("java.home"), "COUNTERSIGN_JAR", JAR);
        var run = Run.of(environment, "./countersign", "--version");

        assertThat(run.output()).matches(VERSION);
        assertThat(run.status()).isZero();
    }

    /** What a process answered: its exit status, and what it printed on both streams. */
    private record Run(int status, String output) {
        static Run of(Map<String, String> environment, String... command) throws Exception {
            var builder = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
            builder.redirectInput(new File("/dev/null")).environment().putAll(environment);
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Run(process.exitValue(), output);
        }
    }
}
