package dev.countersign.architecture;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The format of every Java source of the project: palantir-java-format, 120 columns, imports sorted and none unused.
 *
 * <p>Also a program: {@value #COMMAND} runs it, in the project's directory, to rewrite what is not formatted.
 */
public final class Formatting {

    /** Formats the project. */
    static final String COMMAND = "mvn -q -Pformat initialize";

    private static final List<Path> ROOTS = List.of(Path.of("src"), Path.of("loadtest"));

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    /** Formats the sources under the working directory and names those that changed. */
    public static void main(String[] args) {
        var formatting = new Formatting();
        for (Source source : formatting.unformatted()) {
            source.rewrite();
            System.out.println("formatted " + source.path());
        }
    }

    /** The sources under the working directory that are not formatted, by path. */
    List<Source> unformatted() {
        return ROOTS.stream().filter(Files::isDirectory).flatMap(Formatting::javaFiles).toList().parallelStream()
                .map(this::source)
                .filter(source -> !source.isFormatted())
                .sorted((one, other) -> one.path().compareTo(other.path()))
                .toList();
    }

    /** A source's text as it should be. */
    String format(String text) throws FormatterException {
        return formatter.formatSourceAndFixImports(text);
    }

    private Source source(Path path) {
        try {
            String text = Files.readString(path);
            return new Source(path, text, format(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FormatterException e) {
            throw new IllegalStateException(
                    path + ": not Java (expected: a source that compiles): " + e.getMessage(), e);
        }
    }

    private static Stream<Path> javaFiles(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(Files::isRegularFile)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A source as it is and as it should be. */
    record Source(Path path, String text, String formatted) {
        boolean isFormatted() {
            return text.equals(formatted);
        }

        void rewrite() {
            try {
                Files.writeString(path, formatted);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
