package dev.countersign.cli.setup;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How a package manager ended that was made to ask for something.
 *
 * @param lastWords the end of what it said, in one line, without credentials of addresses: reasons come last, and before them much
 *     that is none
 */
record TrialRun(int status, String lastWords) {
    private static final int MOST_READ = 64 << 10;
    private static final int LAST_WORDS = 400;

    /** @param environment besides that of the trial */
    static TrialRun run(Trial trial, Map<String, String> environment, Path log, Duration longest) {
        try {
            var builder = new ProcessBuilder(trial.command())
                    .directory(trial.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.environment().putAll(trial.environment());
            var process = builder.start();
            try (var input = process.getOutputStream()) {
                input.write(trial.input().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It did not want to be told.
            }
            return ended(process, trial, log, longest);
        } catch (IOException e) {
            throw FileFailure.refused(Path.of(trial.command().getFirst()), e);
        }
    }

    private static TrialRun ended(Process process, Trial trial, Path log, Duration longest) throws IOException {
        try {
            if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CliFailure.TimedOut(String.join(" ", trial.command())
                        + " has not ended in time (--timeout); it said: " + lastWords(log));
            }
            return new TrialRun(process.exitValue(), lastWords(log));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliFailure.TimedOut("interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String lastWords(Path log) throws IOException {
        var line = end(log).replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "")
                .strip()
                .replaceAll("\\s+", " ")
                .replaceAll("//[^/@\\s]+@", "//***@");
        return line.length() <= LAST_WORDS ? line : "…" + line.substring(line.length() - LAST_WORDS);
    }

    private static String end(Path log) throws IOException {
        try (var in = Files.newInputStream(log)) {
            in.skipNBytes(Math.max(0, Files.size(log) - MOST_READ));
            return new String(in.readNBytes(MOST_READ), StandardCharsets.UTF_8);
        }
    }
}
