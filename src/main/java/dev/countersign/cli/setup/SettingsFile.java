package dev.countersign.cli.setup;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.PrivateFile;
import dev.countersign.files.SmallFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** A user's configuration of a package manager: changed whole or not at all, with a copy of what it was. */
record SettingsFile(Path path) {

    /** A link stays one: what it leads to is changed. */
    static SettingsFile at(Path path) {
        try {
            return new SettingsFile(Files.exists(path) ? path.toRealPath() : path);
        } catch (IOException e) {
            throw FileFailure.refused(path, e);
        }
    }

    /** Empty when there is no file. */
    String text() {
        return read(path);
    }

    private static String read(Path file) {
        try {
            return SmallFile.text(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (CharacterCodingException e) {
            throw new CliFailure.CommandRefused(file + ": not UTF-8");
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }

    /** What the file was before it had our part. */
    Path backup() {
        return path.resolveSibling(path.getFileName() + ".before-countersign");
    }

    /** @param first whether what is there now has nothing of ours, and is what there is to come back to */
    void write(String text, boolean first) {
        try {
            var folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (first && Files.exists(path)) {
                Files.copy(path, backup(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
            replace(text);
        } catch (IOException e) {
            throw FileFailure.refused(path, e);
        }
    }

    /** What is to have a secret in it is for its owner alone from now on; a new file always is. */
    void keepFromOthers() {
        try {
            var permissions = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            if (permissions != null && Files.exists(path)) {
                permissions.setPermissions(PosixFilePermissions.fromString("rw-------"));
            }
        } catch (IOException e) {
            throw FileFailure.refused(path, e);
        }
    }

    private void replace(String text) throws IOException {
        var next = path.resolveSibling(path.getFileName() + ".countersign-new");
        Files.deleteIfExists(next);
        PrivateFile.create(next, text.getBytes(StandardCharsets.UTF_8));
        var old = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (old != null && Files.exists(path)) {
            Files.setPosixFilePermissions(next, old.readAttributes().permissions());
        }
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Puts back what was before: no file, when there was none. */
    void restore(String text) {
        try {
            if (text.isEmpty() && !Files.exists(backup())) {
                Files.deleteIfExists(path);
            } else {
                replace(text);
            }
            if (read(backup()).equals(text)) {
                Files.deleteIfExists(backup());
            }
        } catch (IOException e) {
            throw FileFailure.refused(path, e);
        }
    }
}
