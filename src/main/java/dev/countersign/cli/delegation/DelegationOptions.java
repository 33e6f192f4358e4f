package dev.countersign.cli.delegation;

import dev.countersign.ceremony.RoleDraft;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DeclaredMembers;
import dev.countersign.cli.Questions;
import dev.countersign.cli.holder.DescribedKeys;
import dev.countersign.cli.key.KeyRing;
import dev.countersign.tuf.key.Key;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is decided about one delegated role, as options. Filled in by picocli. */
final class DelegationOptions {
    private static final int MOST_KEYS = 1_000;

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

    @Option(
            names = "--position",
            paramLabel = "COUNT",
            description = "Its place among the roles, 1 for the first to be asked. Default for a new role: the last")
    private @Nullable Integer position;

    boolean isEmpty() {
        return paths.isEmpty()
                && publicKeys.isEmpty()
                && !online
                && threshold == null
                && days == null
                && terminating == null
                && position == null;
    }

    /** Asks for everything, with what the role has for an empty answer. */
    void ask(Questions questions, RoleDraft role) {
        var now = String.join(" ", role.paths());
        var asked = questions.ask("Paths, with spaces between", now);
        if (!asked.equals(now)) {
            paths = List.of(asked.split("\\s+"));
        }
        days = questions.number("Days a version is valid", role.days() == null ? 1 : role.days());
        var line = "Public key of a holder, [NAME=]FILE; empty: no more, or as it is now (" + role.signers() + "): ";
        var key = questions.line(line).orElse("");
        while (!key.isEmpty() && publicKeys.size() < MOST_KEYS) {
            publicKeys.add(key);
            key = questions.line(line).orElse("");
        }
        int most = publicKeys.isEmpty() ? role.keys().size() : publicKeys.size();
        if (most > 0) {
            threshold = questions.number(
                    "How many of them must sign", publicKeys.isEmpty() ? role.threshold() : publicKeys.size());
        }
    }

    /** A new role. */
    RoleDraft created(String name, KeyRing ring) {
        var keys = keys(ring);
        if (days == null) {
            throw new CliFailure.Misused("how long is a version of " + name + " valid? Give --expiration DAYS");
        }
        return new RoleDraft(
                        name,
                        paths,
                        terminating == null || terminating,
                        threshold == null ? all(keys) : threshold,
                        days,
                        keys)
                .at(position);
    }

    /** The role with what is given here instead of what it has. */
    RoleDraft changed(RoleDraft role, KeyRing ring) {
        var rekeyed = online || !publicKeys.isEmpty();
        var keys = rekeyed ? keys(ring) : role.keys();
        int kept = rekeyed ? all(keys) : role.threshold();
        return new RoleDraft(
                role.name(),
                paths.isEmpty() ? role.paths() : paths,
                paths.isEmpty() && role.byHash(),
                terminating == null ? role.terminating() : terminating,
                threshold == null ? kept : threshold,
                days == null ? role.days() : days,
                keys,
                position);
    }

    private static int all(List<Key> keys) {
        return Math.max(1, keys.size());
    }

    private List<Key> keys(KeyRing ring) {
        if (online && !publicKeys.isEmpty()) {
            throw new CliFailure.Misused("--online and --public-key exclude each other");
        }
        var described = new DescribedKeys(ring, DescribedKeys.folderOf(null));
        return publicKeys.stream()
                .map(option ->
                        described.holder(DeclaredMembers.read("--public-key", DescribedKeys.parseOption(option))))
                .toList();
    }
}
