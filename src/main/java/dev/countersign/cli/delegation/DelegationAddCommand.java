package dev.countersign.cli.delegation;

import dev.countersign.ceremony.RoleDraft;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.DeclarativeFile;
import dev.countersign.cli.DeclaredMembers;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.DescribedKeys;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.cli.holder.RoleQuestions;
import dev.countersign.cli.key.KeyRing;
import dev.countersign.cli.key.PassphraseOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign delegation add}: new delegated roles. */
@Command(
        name = "add",
        description = {
            "Add a delegated role, or those of a file: after the roles that are there, or at --position. The first"
                    + " role that matches a path has it.",
            "Ends with 3 when the holders' signatures are missing: they then use 'countersign sign'."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class DelegationAddCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Name of the role.")
    private @Nullable String name;

    @Mixin
    private DelegationOptions role = new DelegationOptions();

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "YAML or JSON file with a list named delegations, as in conf/ceremony.yaml.")
    private @Nullable Path file;

    @Mixin
    private PassphraseOptions passphrases = new PassphraseOptions();

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Questions questions;

    public DelegationAddCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public DelegationAddCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        var ring = new KeyRing(passphrases, questions, options.terminal());
        var added = added(ring);
        try (var session = new HolderSession(options)) {
            var now = DelegatedRoles.drafts(session.api().settings());
            var all = new ArrayList<>(now);
            all.addAll(added);
            DelegationReport.check(now, RoleDraft.placed(all), options.terminal());
            var task = session.api().addDelegations(RoleDraft.delegations(added));
            return new DelegationReport(session, options.terminal()).of(task, "Added");
        }
    }

    private List<RoleDraft> added(KeyRing ring) {
        if (file != null) {
            return readFile(file, ring);
        }
        if (name != null && !role.isEmpty()) {
            return List.of(role.created(name, ring));
        }
        if (!questions.possible()) {
            throw new CliFailure.Misused("which role? Give NAME with --path and --expiration, or --file FILE");
        }
        var asked = new RoleQuestions(questions, ring, options.terminal())
                .role(name == null ? questions.ask("Name of the role", null) : name);
        return List.of(
                new DescribedKeys(ring, DescribedKeys.folderOf(null)).role(DeclaredMembers.read("answers", asked)));
    }

    private static List<RoleDraft> readFile(Path file, KeyRing ring) {
        var keys = new DescribedKeys(ring, DescribedKeys.folderOf(file));
        var roles = DeclaredMembers.read(file.toString(), DeclarativeFile.read(file))
                .only("delegations")
                .objects("delegations");
        if (roles.isEmpty()) {
            throw new CliFailure.Misused(file + ": no delegations");
        }
        return roles.stream().map(keys::role).toList();
    }
}
