package dev.countersign.cli.delegation;

import dev.countersign.ceremony.RoleDraft;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Questions;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.cli.key.KeyRing;
import dev.countersign.cli.key.PassphraseOptions;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code countersign delegation change}: another set of keys, paths or days for a delegated role. */
@Command(
        name = "change",
        description = {
            "Change a delegated role. What no option names stays; --path and --public-key replace all that there were.",
            "Keys that have not signed the published version take over when they have signed the next one.",
            "Ends with 3 when the holders' signatures are missing: they then use 'countersign sign'."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class DelegationChangeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "Name of the role.")
    private @Nullable String name;

    @Mixin
    private DelegationOptions role = new DelegationOptions();

    @Mixin
    private PassphraseOptions passphrases = new PassphraseOptions();

    @Mixin
    private ServerOptions options = new ServerOptions();

    private final Questions questions;

    public DelegationChangeCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public DelegationChangeCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        if ((name == null || role.isEmpty()) && !questions.possible()) {
            throw new CliFailure.Misused("nothing to change: give NAME and --path, --public-key, --online, --threshold,"
                    + " --expiration, --terminating or --position");
        }
        var ring = new KeyRing(passphrases, questions, options.terminal());
        try (var session = new HolderSession(options)) {
            var settings = session.api().settings();
            var now = DelegatedRoles.drafts(settings);
            var changed = name == null ? questions.ask("Name of the role", null) : name;
            var before = DelegatedRoles.find(settings, changed)
                    .orElseThrow(() -> new CliFailure.CommandRefused("there is no delegated role " + changed
                            + " (there are: "
                            + String.join(
                                    ", ", now.stream().map(RoleDraft::name).toList()) + ")"));
            if (role.isEmpty()) {
                role.ask(questions, before);
            }
            var after = role.changed(before, ring);
            var all = now.stream()
                    .map(each -> each.name().equals(changed) ? after : each)
                    .toList();
            DelegationReport.check(now, RoleDraft.placed(all), options.terminal());
            var task = session.api().changeDelegations(RoleDraft.delegations(List.of(after)));
            return new DelegationReport(session, options.terminal()).of(task, "Changed");
        }
    }
}
