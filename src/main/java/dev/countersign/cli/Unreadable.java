package dev.countersign.cli;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Failures of the local file system as sentences. */
final class Unreadable {
    private Unreadable() {}

    static CliFailure failure(Path file, Exception e) {
        return new CliFailure.Refused(file + ": " + reason(e));
    }

    private static String reason(Exception e) {
        return switch (e) {
            case UncheckedIOException wrapper when wrapper.getCause() != null -> reason(wrapper.getCause());
            case NoSuchFileException missing -> "no such file or folder";
            case AccessDeniedException denied -> "permission denied";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
