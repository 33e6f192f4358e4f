package dev.countersign.app.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.app.config.Units;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that sets PostgreSQL up, starts it or stops it: run to its end, with what it printed. */
record OwnProcess(int status, String output) {

    /** Runs a command; fails when it cannot be started, or has not ended in time and had to be killed. */
    static OwnProcess run(List<String> command, Path output, Duration timeout) throws IOException {
        var builder = new ProcessBuilder(new ArrayList<>(command));
        // Into a file, not a pipe: a server left running by the command must not hold us up.
        builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("LC_ALL", "C");
        var process = builder.start();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " did not end within " + Units.text(timeout));
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(command + " was interrupted", interrupted);
        }
        var printed = new String(java.nio.file.Files.readAllBytes(output), UTF_8);
        return new OwnProcess(process.exitValue(), printed);
    }

    boolean succeeded() {
        return status == 0;
    }

    /** The last line printed: where programs put why they gave up. */
    String lastLine() {
        return output.lines()
                .filter(line -> !line.isBlank())
                .reduce((first, second) -> second)
                .orElse("it printed nothing")
                .strip();
    }
}
