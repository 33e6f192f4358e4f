package dev.countersign.cli.watch;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DeclaredMembers;
import dev.countersign.cli.DurationText;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.client.Credentials;
import dev.countersign.client.Credentials.Header;
import dev.countersign.client.Origin;
import dev.countersign.files.SmallFile;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.TargetNames;
import dev.countersign.packages.TargetTemplate;
import dev.countersign.watch.OnRemoval;
import dev.countersign.watch.SourceKind;
import dev.countersign.watch.SourceSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A source as a user has written it down, in options or in a file, with what is shown to its host. */
record DeclaredSource(SourceSettings settings, Credentials credentials) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Duration USUAL_INTERVAL = Duration.ofMinutes(1);
    private static final Duration USUAL_RECHECK = Duration.ofDays(1);
    private static final long USUAL_SIZE = 16L << 30;
    private static final int USUAL_AT_ONCE = 8;

    private static final String[] MEMBERS = Stream.concat(
                    Arrays.stream(SourceKind.values()).map(SourceKind::wireName),
                    Stream.of(
                            "name",
                            "prefix",
                            "template",
                            "projects",
                            "changes",
                            "interval",
                            "recheck",
                            "on-removal",
                            "max-size",
                            "at-once",
                            "user",
                            "password-file",
                            "token-file"))
            .toArray(String[]::new);

    /** All keys that a source may have. */
    static List<String> members() {
        return List.of(MEMBERS);
    }

    /**
     * Reads a source.
     *
     * @param folder that relative paths count from
     */
    static DeclaredSource read(DeclaredMembers source, Path folder) {
        source.only(MEMBERS);
        var kind = kind(source);
        var location = source.requiredText(kind.wireName());
        var prefix = source.text("prefix").orElse(kind.ecosystem().wireName());
        var names = checked(source, () -> names(source, kind, prefix));
        var address = address(source, kind, location, folder);
        var settings = new SourceSettings(
                name(source, prefix),
                kind,
                address,
                source.text("changes")
                        .map(feed -> ServerOptions.address(source.members().path("changes"), feed))
                        .orElse(null),
                names,
                projects(source, kind),
                duration(source, "interval", USUAL_INTERVAL, Duration.ofMillis(100)),
                duration(source, "recheck", USUAL_RECHECK, Duration.ZERO),
                onRemoval(source),
                number(source, "max-size", USUAL_SIZE),
                (int) Math.min(256, number(source, "at-once", USUAL_AT_ONCE)));
        return new DeclaredSource(settings, credentials(source, address, folder));
    }

    private static SourceKind kind(DeclaredMembers source) {
        var kinds = Arrays.stream(SourceKind.values())
                .filter(kind -> source.has(kind.wireName()))
                .toList();
        if (kinds.size() == 1) {
            return kinds.getFirst();
        }
        throw misused(
                source,
                (kinds.isEmpty() ? "nothing to follow" : "several things to follow: " + kinds) + " (expected: one of "
                        + SourceKind.NAMES + ")");
    }

    /** An address with a slash at its end. */
    private static URI address(DeclaredMembers source, SourceKind kind, String location, Path folder) {
        if (kind == SourceKind.FOLDER || (kind == SourceKind.MAVEN && !location.contains("://"))) {
            return folder.resolve(location).toAbsolutePath().normalize().toUri();
        }
        if ((kind == SourceKind.BUCKET || kind == SourceKind.MAVEN) && location.startsWith("s3://")) {
            return URI.create(location);
        }
        if (kind == SourceKind.BUCKET) {
            throw misused(source, "bucket: " + location + " (expected: such as s3://bucket/folder/)");
        }
        return URI.create(ServerOptions.address(source.members().path(kind.wireName()), location) + "/");
    }

    private static String name(DeclaredMembers source, String prefix) {
        var name = source.text("name").orElse(prefix.isEmpty() ? "source" : prefix.replace('/', '-'));
        if (NAME.matcher(name).matches()) {
            return name;
        }
        throw misused(source, "name: '" + name + "' (expected: up to 64 letters, digits and . _ -)");
    }

    private static TargetNames names(DeclaredMembers source, SourceKind kind, String prefix) {
        return source.text("template")
                .map(template -> new TargetNames(kind.ecosystem(), prefix, new TargetTemplate(template)))
                .orElseGet(() -> new TargetNames(kind.ecosystem(), prefix));
    }

    private static List<String> projects(DeclaredMembers source, SourceKind kind) {
        var projects = source.texts("projects");
        projects.forEach(project -> checked(source, () -> kind.ecosystem().project(project)));
        return projects;
    }

    private static OnRemoval onRemoval(DeclaredMembers source) {
        var word = source.text("on-removal").orElse("keep");
        return OnRemoval.find(word)
                .orElseThrow(() -> misused(source, "on-removal: " + word + " (expected: " + OnRemoval.NAMES + ")"));
    }

    private static Duration duration(DeclaredMembers source, String name, Duration usual, Duration least) {
        var text = source.text(name);
        if (text.isEmpty()) {
            return usual;
        }
        return DurationText.parse(text.get())
                .filter(time -> time.compareTo(least) >= 0)
                .orElseThrow(() -> misused(
                        source,
                        name + ": " + text.get() + " (expected: such as 30s, 5m or 1d, at least "
                                + DurationText.text(least) + ")"));
    }

    private static long number(DeclaredMembers source, String name, long usual) {
        var text = source.text(name);
        if (text.isEmpty()) {
            return usual;
        }
        if (text.get().matches("[1-9][0-9]{0,17}")) {
            return Long.parseLong(text.get());
        }
        throw misused(source, name + ": " + text.get() + " (expected: a whole number from 1)");
    }

    /** What is sent to the host of the registry, and to no other. */
    private static Credentials credentials(DeclaredMembers source, URI address, Path folder) {
        var user = source.text("user");
        var password = source.text("password-file");
        var token = source.text("token-file");
        if (user.isPresent() != password.isPresent() || (user.isPresent() && token.isPresent())) {
            throw misused(source, "credentials (expected: user and password-file, or token-file alone)");
        }
        if (user.isEmpty() && token.isEmpty()) {
            return Credentials.NONE;
        }
        if (address.getHost() == null || !Origin.of(address).isPrivate()) {
            throw misused(
                    source, "everyone on the way to " + address + " could read its credentials (expected: https)");
        }
        var value = user.map(name -> "Basic " + basic(name, secret(folder, password.orElseThrow())))
                .orElseGet(() -> "Bearer " + secret(folder, token.orElseThrow()));
        return new Credentials(address, List.of(new Header("Authorization", value)));
    }

    private static String basic(String user, String password) {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A secret in a file, without the space around it. */
    static String secret(Path folder, String name) {
        var file = folder.resolve(name);
        try {
            var secret = SmallFile.text(file).strip();
            if (secret.isEmpty() || secret.lines().count() > 1) {
                throw new CliFailure.Misused(file + ": holds no secret (expected: one line)");
            }
            return secret;
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }

    private static <T> T checked(DeclaredMembers source, Supplier<T> made) {
        try {
            return made.get();
        } catch (InvalidInput e) {
            throw misused(source, String.valueOf(e.getMessage()));
        }
    }

    private static CliFailure misused(DeclaredMembers source, @Nullable String sentence) {
        var place = source.members().where();
        return new CliFailure.Misused(source.where() + (place.isEmpty() ? "" : ": " + place) + ": " + sentence);
    }
}
