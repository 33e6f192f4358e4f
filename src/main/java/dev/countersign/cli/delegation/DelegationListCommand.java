package dev.countersign.cli.delegation;

import dev.countersign.ceremony.RoleDraft;
import dev.countersign.ceremony.Shown;
import dev.countersign.cli.Exit;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.json.Json;
import dev.countersign.tuf.HashBins;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code countersign delegation list}: who speaks for which paths. */
@Command(
        name = "list",
        description = "List the delegated roles in order: the first one that matches a path has it.",
        abbreviateSynopsis = true,
        sortOptions = false)
public final class DelegationListCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() {
        try (var session = new HolderSession(options)) {
            var settings = session.api().settings();
            var json = new ArrayList<Json>();
            var text = new ArrayList<String>();
            for (var role : DelegatedRoles.drafts(settings)) {
                boolean proposed = DelegatedRoles.isProposed(role, settings);
                json.add(json(role, proposed));
                text.add((text.size() + 1) + ". " + text(role)
                        + (proposed ? "\n   NOT YET: clients see this once a version is signed so" : ""));
            }
            var bins = settings.bins();
            var result = Json.object().put("roles", new Json.Arr(json));
            if (bins != null) {
                result.put("bins", HashBins.countFor(bins));
                text.add((text.isEmpty() ? "Every path: " : "Every other path: ") + HashBins.countFor(bins)
                        + " hash bins, signed by the online key.");
            }
            options.terminal().result(result.build(), text.isEmpty() ? "No delegated roles." : String.join("\n", text));
            return Exit.OK.code();
        }
    }

    private static Json json(RoleDraft role, boolean proposed) {
        var keys = role.keys().stream()
                .<Json>map(key -> Json.object()
                        .put("keyid", key.id().value())
                        .put("name", key.name().map(Shown::text).orElse(null))
                        .build())
                .toList();
        var days = role.days();
        var json = Json.object()
                .put("name", role.name())
                .put(role.byHash() ? "path_hash_prefixes" : "paths", role.paths())
                .put("terminating", role.terminating())
                .put("threshold", role.threshold())
                .put("online", role.keys().isEmpty())
                .put("state", proposed ? "proposed" : "delegated")
                .put("keys", new Json.Arr(keys));
        return days == null ? json.build() : json.put("expiration", days).build();
    }

    private static String text(RoleDraft role) {
        return Shown.text(role.name()) + ": "
                + (role.byHash() ? "paths whose SHA-256 begins with " : "")
                + String.join(" ", role.paths().stream().map(Shown::text).toList())
                + "\n   " + role.signers() + (role.days() == null ? "" : ", valid " + role.days() + " days")
                + (role.terminating() ? ", terminating" : ", not terminating");
    }
}
