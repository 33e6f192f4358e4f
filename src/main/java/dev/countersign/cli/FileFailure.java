package dev.countersign.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Failures of the local file system as sentences. */
public final class FileFailure {
    /** Of a file's mode, the bits that tell its type (inode(7)). */
    private static final int TYPE = 0170000;

    private FileFailure() {}

    public static CliFailure refused(Path file, Exception e) {
        return new CliFailure.CommandRefused(file + ": " + reason(e));
    }

    /** What something is that is neither a file nor a folder. */
    public static String kind(Path file) {
        if (!Files.exists(file)) {
            return Files.isSymbolicLink(file) ? "a link to nothing" : "no such file or folder";
        }
        try {
            return switch (((Integer) Files.getAttribute(file, "unix:mode")) & TYPE) {
                case 0010000 -> "a pipe";
                case 0020000 -> "a device";
                case 0060000 -> "a device";
                case 0140000 -> "a socket";
                case 0040000 -> "a folder";
                default -> "a file";
            };
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "neither a file nor a folder";
        }
    }

    private static String reason(Exception e) {
        return switch (e) {
            case UncheckedIOException wrapper when wrapper.getCause() != null -> reason(wrapper.getCause());
            case NoSuchFileException missing -> "no such file or folder";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
