package dev.countersign.cli;

import dev.countersign.ceremony.RoleDraft;
import dev.countersign.tuf.Key;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is decided about one delegated role, as options. Filled in by picocli. */
final class DelegationOptions {
    @Option(
            names = "--path",
            paramLabel = "PATTERN",
            description = "What it speaks for, such as 'releases/*'; repeat it. A * does not go beyond a slash.")
    private List<String> paths = new ArrayList<>();

    @Option(
            names = "--public-key",
            paramLabel = "[NAME=]FILE",
            description = "A holder's public key; repeat it. Without any, the service signs with its online key.")
    private List<String> publicKeys = new ArrayList<>();

    @Option(names = "--online", description = "The service signs with its online key.")
    private boolean online;

    @Option(names = "--threshold", paramLabel = "COUNT", description = "How many holders must sign. Default: all")
    private @Nullable Integer threshold;

    @Option(names = "--expiration", paramLabel = "DAYS", description = "Validity of each version.")
    private @Nullable Integer days;

    @Option(
            names = "--terminating",
            paramLabel = "true|false",
            arity = "1",
            description = "Whether nobody else is asked about its paths. Default: true")
    private @Nullable Boolean terminating;

    boolean isEmpty() {
        return paths.isEmpty()
                && publicKeys.isEmpty()
                && !online
                && threshold == null
                && days == null
                && terminating == null;
    }

    /** A new role. */
    RoleDraft created(String name, KeyRing ring) {
        var keys = keys(ring);
        if (days == null) {
            throw new CliFailure.Misused("how long is a version of " + name + " valid? Give --expiration DAYS");
        }
        return new RoleDraft(
                name, paths, terminating == null || terminating, threshold == null ? all(keys) : threshold, days, keys);
    }

    /** The role with what is given here instead of what it has. */
    RoleDraft changed(RoleDraft role, KeyRing ring) {
        var rekeyed = online || !publicKeys.isEmpty();
        var keys = rekeyed ? keys(ring) : role.keys();
        int kept = rekeyed ? all(keys) : role.threshold();
        return new RoleDraft(
                role.name(),
                paths.isEmpty() ? role.paths() : paths,
                terminating == null ? role.terminating() : terminating,
                threshold == null ? kept : threshold,
                days == null ? role.days() : days,
                keys);
    }

    private static int all(List<Key> keys) {
        return Math.max(1, keys.size());
    }

    private List<Key> keys(KeyRing ring) {
        if (online && !publicKeys.isEmpty()) {
            throw new CliFailure.Misused("--online and --public-key exclude each other");
        }
        var described = new DescribedKeys(ring, Path.of("").toAbsolutePath());
        return publicKeys.stream()
                .map(option -> described.holder(Members.of("--public-key", DescribedKeys.ofOption(option))))
                .toList();
    }
}
