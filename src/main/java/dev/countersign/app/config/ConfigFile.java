package dev.countersign.app.config;

import dev.countersign.files.SmallFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/** The configuration file, as the values it gives: groups of keys in YAML, flattened to dotted keys with their lines. */
public final class ConfigFile {

    private final Path file;
    private final SequencedMap<String, Values.Given> given = new LinkedHashMap<>();

    private ConfigFile(Path file) {
        this.file = file;
    }

    /** What the file gives, by dotted key, in its order. A key without a value gives nothing. */
    public static SequencedMap<String, Values.Given> read(Path file) {
        var reading = new ConfigFile(file);
        written(file).ifPresent(reading::document);
        return reading.given;
    }

    /** What a file of the configuration holds, whatever that is; empty for nothing. */
    static Optional<Written> written(Path file) {
        return WrittenReader.read(bytes(file), line -> file + " line " + line);
    }

    private static byte[] bytes(Path file) {
        try {
            return SmallFile.read(file);
        } catch (NoSuchFileException missing) {
            throw StartFailure.misconfigured(file
                    + ": no such configuration file; name one with --config (conf/countersign.yaml shows every key)");
        } catch (AccessDeniedException denied) {
            throw StartFailure.misconfigured(
                    file + ": the configuration file may not be read by this user; change its permissions");
        } catch (IOException unreadable) {
            throw StartFailure.misconfigured(
                    file + ": the configuration file cannot be read: " + unreadable.getMessage());
        }
    }

    private void document(Written document) {
        if (document instanceof Written.Group group) {
            group("", group);
        } else {
            throw StartFailure.misconfigured(
                    document.where() + ": expected keys with values, such as http: with port: 8080");
        }
    }

    private void group(String prefix, Written.Group group) {
        group.members().forEach((name, value) -> {
            if (value instanceof Written.Group inner) {
                group(prefix + name + ".", inner);
            } else {
                given.put(prefix + name, new Values.Given(value, folder()));
            }
        });
    }

    private Path folder() {
        var folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }
}
