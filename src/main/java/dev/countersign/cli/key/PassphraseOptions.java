package dev.countersign.cli.key;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.files.SmallFile;
import dev.countersign.sign.file.KeyFileAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where passphrases and PINs come from when nobody is to be asked. Filled in by picocli. */
public final class PassphraseOptions {
    private static final int MAX_LINES = 100;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "File whose first line is a passphrase; may be repeated for several keys.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--passphrase-env",
            paramLabel = "VARIABLE",
            description = "Environment variable that holds a passphrase; may be repeated.")
    private List<String> variables = new ArrayList<>();

    @Option(names = "--passphrase-stdin", description = "Read passphrases from standard input, one a line.")
    private boolean standardInput;

    private @Nullable List<char[]> given;
    private boolean warned;

    /** Every passphrase that was given; read once. */
    List<char[]> given() {
        var known = given;
        if (known == null) {
            known = new ArrayList<>();
            for (var file : files) {
                known.add(firstLine(file));
            }
            for (var variable : variables) {
                known.add(variable(variable));
            }
            if (standardInput) {
                known.addAll(lines());
            }
            given = known;
        }
        return known;
    }

    /** About the files; told once. */
    List<String> warnings() {
        if (warned) {
            return List.of();
        }
        warned = true;
        return files.stream()
                .flatMap(file -> KeyFileAccess.warning(file).stream())
                .map(warning -> "Warning: " + warning)
                .toList();
    }

    private static char[] firstLine(Path file) {
        try {
            return SmallFile.firstLine(file).toCharArray();
        } catch (IOException e) {
            throw new CliFailure.Misused(FileFailure.refused(file, e).getMessage() + " (--passphrase-file)");
        }
    }

    private static char[] variable(String name) {
        var value = System.getenv(name);
        if (value == null) {
            throw new CliFailure.Misused("--passphrase-env: there is no environment variable " + name);
        }
        return value.toCharArray();
    }

    /** Does not close standard input, which belongs to the process. */
    private static List<char[]> lines() {
        var lines = new ArrayList<char[]>();
        var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            for (var line = reader.readLine(); line != null && lines.size() < MAX_LINES; line = reader.readLine()) {
                lines.add(line.toCharArray());
            }
        } catch (IOException e) {
            throw new CliFailure.Misused("standard input cannot be read (--passphrase-stdin)");
        }
        return lines;
    }
}
