package dev.countersign.app.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.access.Grants;
import dev.countersign.app.config.Config;
import dev.countersign.app.config.StartFailure;
import dev.countersign.app.service.DatabaseTokens;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.PrivateFile;
import dev.countersign.cli.access.OwnQuickstarts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** The token in the data folder, which may do everything: for whoever may read the folder, that is the demonstration's owner. */
final class AdminToken {
    private static final String NAME = "quickstart";

    private AdminToken() {}

    /** The token, made anew unless the folder's own is one that the service knows. Before the service starts. */
    static String ensure(Path file, Config config) {
        try (var tokens = DatabaseTokens.open(config)) {
            var kept = read(file);
            return kept.isPresent() && tokens.knows(kept.get()) ? kept.get() : renewed(file, tokens);
        } catch (CliFailure failed) {
            throw StartFailure.unavailable(String.valueOf(failed.getMessage()));
        } catch (IOException failed) {
            throw StartFailure.unavailable(
                    file + ": cannot be read or written (" + StartFailure.reason(failed) + "); correct that");
        }
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    /** One whose text is lost, by a crash between the two steps here or with its file, is of no use to anybody. */
    private static String renewed(Path file, DatabaseTokens tokens) throws IOException {
        tokens.revokeAny(NAME);
        var token = String.valueOf(
                tokens.create(NAME, Grants.EVERYTHING, Optional.empty()).secret());
        PrivateFile.replace(file, (token + "\n").getBytes(UTF_8));
        return token;
    }

    /** What the command line must know to find it. */
    static OwnQuickstarts.Note note(DataFolder data) {
        return new OwnQuickstarts.Note(ProcessHandle.current().pid(), data.lock(), data.adminToken());
    }
}
