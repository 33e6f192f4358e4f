package dev.countersign.cli.access;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.PrivateFile;
import dev.countersign.cli.UserFolder;
import dev.countersign.client.Origin;
import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a user has logged in with, for a server or for one repository of it, in a file that only the user may
 * read.
 */
public final class KeptTokens {
    private static final JsonLimits LIMITS = new JsonLimits(8, 4 << 20);

    private final Path folder;
    private final Path file;

    public KeptTokens(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("tokens.json");
    }

    public static KeptTokens ofUser() {
        return new KeptTokens(UserFolder.CONFIG.path());
    }

    /** @param repository null for the whole server */
    private record Kept(String server, @Nullable String repository, String token) {
        boolean isFor(Origin origin, @Nullable String name) {
            return server.equals(origin.toString()) && (name == null ? repository == null : name.equals(repository));
        }

        Json toJson() {
            return Json.object()
                    .put("server", server)
                    .put("repository", repository)
                    .put("token", token)
                    .build();
        }
    }

    public Path file() {
        return file;
    }

    /** The repository's own token, or else the server's. */
    Optional<BearerToken> token(Origin server, @Nullable String repository) {
        var all = read();
        return find(all, server, repository).or(() -> find(all, server, null));
    }

    private Optional<BearerToken> find(List<Kept> all, Origin server, @Nullable String repository) {
        return all.stream()
                .filter(kept -> kept.isFor(server, repository))
                .findFirst()
                .map(kept -> new BearerToken(kept.token(), "'countersign login', kept in " + file));
    }

    /** Keeps a token, in place of an earlier one. */
    public void keep(Origin server, @Nullable String repository, BearerToken token) {
        change(all -> {
            var next = without(all, server, repository);
            next.add(new Kept(server.toString(), repository, token.text()));
            return next;
        });
    }

    /** @return whether there was one */
    public boolean forget(Origin server, @Nullable String repository) {
        if (find(read(), server, repository).isEmpty()) {
            return false;
        }
        change(all -> without(all, server, repository));
        return true;
    }

    private static List<Kept> without(List<Kept> all, Origin server, @Nullable String repository) {
        var others = new ArrayList<>(all);
        others.removeIf(kept -> kept.isFor(server, repository));
        return others;
    }

    private void change(UnaryOperator<List<Kept>> change) {
        try {
            PrivateFile.createFolder(folder);
            try (var channel = FileChannel.open(file.resolveSibling("tokens.lock"), CREATE, WRITE);
                    var _ = channel.lock()) {
                PrivateFile.replace(file, content(change.apply(read())).array());
            }
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }

    private static Bytes content(List<Kept> all) {
        var tokens = new Json.Arr(all.stream().map(Kept::toJson).toList());
        return Bytes.utf8(Json.object().put("tokens", tokens).build().toText() + "\n");
    }

    private List<Kept> read() {
        try {
            SecretFile.requirePrivate(file);
            var document = Json.parseObject(Bytes.wrap(SmallFile.read(file, LIMITS.maxBytes())), LIMITS);
            return document.get("tokens") instanceof Json.Arr list
                    ? list.items().stream().map(this::kept).toList()
                    : List.of();
        } catch (NoSuchFileException nobodyHasLoggedIn) {
            return List.of();
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        } catch (InvalidInput e) {
            throw damaged();
        }
    }

    private Kept kept(Json item) {
        var entry = item instanceof Json.Obj object ? object : Json.Obj.EMPTY;
        var server = entry.text("server");
        var token = entry.text("token");
        if (server == null || token == null) {
            throw damaged();
        }
        return new Kept(server, entry.text("repository"), token);
    }

    /** Without the parser's message, which may hold a secret. */
    private CliFailure.CommandRefused damaged() {
        return new CliFailure.CommandRefused(
                file + ": not as 'countersign login' writes it; correct or remove it, and log in" + " again");
    }
}
