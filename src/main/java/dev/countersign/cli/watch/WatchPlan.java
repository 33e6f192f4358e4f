package dev.countersign.cli.watch;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DeclarativeFile;
import dev.countersign.cli.DeclaredMembers;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants to be followed.
 *
 * @param state the folder of what is known
 * @param metrics where operators look; null for nowhere
 * @param listen where wake-ups come in, and lists are fetched; null for nowhere
 * @param secret that those who wake this up must know; null when nobody may
 */
record WatchPlan(
        List<DeclaredSource> sources,
        Path state,
        @Nullable InetSocketAddress metrics,
        @Nullable InetSocketAddress listen,
        @Nullable String secret) {

    WatchPlan {
        sources = List.copyOf(sources);
    }

    /** From options alone, or from a file where options come first. */
    static WatchPlan read(@Nullable Path file, WatchOptions options) {
        var folder = file == null ? Path.of("") : folder(file);
        var plan =
                DeclaredMembers.read(file == null ? "countersign watch" : file.toString(), DeclarativeFile.read(file));
        plan.only("state", "metrics", "listen", "secret-file", "sources");
        var sources = sources(plan, folder, options, file);
        var state =
                options.state == null ? plan.text("state").map(folder::resolve).orElse(null) : options.state;
        if (state == null) {
            throw new CliFailure.Misused("--state: no folder is given (expected: where to keep what is known)");
        }
        return new WatchPlan(
                sources,
                state,
                address("metrics", options.metrics, plan),
                address("listen", options.listen, plan),
                Optional.ofNullable(options.secretFile)
                        .map(given -> DeclaredSource.secret(Path.of(""), given))
                        .or(() -> plan.text("secret-file").map(given -> DeclaredSource.secret(folder, given)))
                        .orElse(null));
    }

    private static Path folder(Path file) {
        var folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    private static List<DeclaredSource> sources(
            DeclaredMembers plan, Path folder, WatchOptions options, @Nullable Path file) {
        var given = options.source.declared();
        if (file == null) {
            return List.of(DeclaredSource.read(DeclaredMembers.read(plan.where(), given), folder));
        }
        if (!given.members().isEmpty()) {
            throw new CliFailure.Misused("--config describes the sources; leave out "
                    + String.join(", ", given.members().keySet()) + " on the command line");
        }
        var sources = plan.objects("sources").stream()
                .map(source -> DeclaredSource.read(source, folder))
                .toList();
        if (sources.isEmpty()) {
            throw plan.missing("sources");
        }
        requireApart(plan.where(), sources);
        return sources;
    }

    /** Two sources may not write the same targets, nor the same file of state. */
    private static void requireApart(String where, List<DeclaredSource> sources) {
        var seen = new HashSet<String>();
        for (var source : sources) {
            var settings = source.settings();
            var isNewName = seen.add("name " + settings.name());
            if (!seen.add("prefix " + settings.names().prefix()) || !isNewName) {
                throw new CliFailure.Misused(where + ": source " + settings.name() + " with prefix '"
                        + settings.names().prefix() + "' (expected: each name and each prefix once)");
            }
        }
    }

    private static @Nullable InetSocketAddress address(String name, @Nullable String option, DeclaredMembers plan) {
        if (option != null) {
            return ListenAddress.parse("--" + name, option);
        }
        return plan.text(name)
                .map(text -> ListenAddress.parse(plan.where() + ": " + name, text))
                .orElse(null);
    }
}
