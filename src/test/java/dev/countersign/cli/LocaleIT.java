package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are read right, or refused, whatever the locale of the process. */
class LocaleIT {
    private static final String SUMMER = "\u00e9t\u00e9.txt";
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final String JAR = System.getProperty("countersign.jar");

    private final FakeServer server = new FakeServer();

    @TempDir
    private Path folder;

    /** Made by a shell, which writes the bytes as they are: this JVM's own locale may not know the name. */
    @BeforeEach
    void makeFile() throws Exception {
        assertThat(run(Map.of(), "sh", "-c", "printf abc > \"$(printf '\\303\\251t\\303\\251.txt')\"")
                        .status())
                .isZero();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "C", "POSIX", "xx_YY.UTF-8", "C.UTF-8"})
    void theLauncherReadsNamesAsUtf8(String locale) throws Exception {
        var run = shell(locale, Path.of("countersign").toAbsolutePath() + " artifact add *.txt --output json");

        assertThat(run.output()).contains("\"added\":[\"" + SUMMER + "\"]");
        assertThat(run.status()).isZero();
        assertThat(server.artifacts()).containsOnlyKeys(SUMMER);
    }

    @Test
    void anArgumentThatCannotBeReadIsRefused() throws Exception {
        var run = shell("C", JAVA + " -jar " + JAR + " artifact add *.txt");

        assertThat(run.output()).contains("the argument ", "set LC_ALL=C.UTF-8");
        assertThat(run.status()).isEqualTo(2);
        assertThat(server.artifacts()).isEmpty();
    }

    @Test
    void aFileInAFolderWhoseNameCannotBeReadIsRefused() throws Exception {
        var run = shell("C", JAVA + " -jar " + JAR + " artifact add .");

        assertThat(run.output()).contains("the name ", "set LC_ALL=C.UTF-8");
        assertThat(run.status()).isEqualTo(2);
        assertThat(server.artifacts()).isEmpty();
    }

    @Test
    void aVariableThatCannotBeReadIsRefused() throws Exception {
        var run = shell("C", "COUNTERSIGN_SERVER=http://$(printf '\\303\\251') " + JAVA + " -jar " + JAR + " status");

        assertThat(run.output()).contains("the variable COUNTERSIGN_SERVER ", "set LC_ALL=C.UTF-8");
        assertThat(run.status()).isEqualTo(2);
    }

    private Run shell(String locale, String command) throws Exception {
        return run(
                Map.of(
                        "LC_ALL",
                        locale,
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "COUNTERSIGN_JAR",
                        JAR,
                        "COUNTERSIGN_SERVER",
                        server.url()),
                "sh",
                "-c",
                command);
    }

    private Run run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
        environment.forEach((name, value) -> {
            if (!value.isEmpty()) {
                builder.environment().put(name, value);
            }
        });
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), output);
    }

    /** What a process answered: its exit status, and what it printed on both streams. */
    private record Run(int status, String output) {}
}
