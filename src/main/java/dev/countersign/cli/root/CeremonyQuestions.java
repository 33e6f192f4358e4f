package dev.countersign.cli.root;

import dev.countersign.ceremony.CeremonyPlan.Bins;
import dev.countersign.ceremony.CeremonyPlan.Days;
import dev.countersign.cli.Questions;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.holder.DescribedKeys;
import dev.countersign.cli.holder.RoleQuestions;
import dev.countersign.cli.key.KeyRing;
import dev.countersign.json.Json;
import dev.countersign.tuf.HashBins;
import java.util.ArrayList;
import java.util.List;

/** The questions of a ceremony, for what neither a file nor options have said. */
final class CeremonyQuestions {
    private final Questions questions;
    private final KeyRing ring;
    private final Terminal terminal;
    private final RoleQuestions roleQuestions;

    CeremonyQuestions(Questions questions, KeyRing ring, Terminal terminal) {
        this.questions = questions;
        this.ring = ring;
        this.terminal = terminal;
        this.roleQuestions = new RoleQuestions(questions, ring, terminal);
    }

    /** The decisions with every missing one asked for; unchanged when nobody is there. */
    Json.Obj completed(Json.Obj decisions) {
        if (!questions.possible()) {
            return decisions;
        }
        var json = expirations(decisions);
        if (json.get("bins") == null && json.get("delegations") == null) {
            json = layout(json);
        }
        json = holders(json);
        return json.get(OnlineKeyOptions.ONLINE) == null ? onlineKeys(json) : json;
    }

    private Json.Obj onlineKeys(Json.Obj decisions) {
        var file = questions.ask(
                "Public key of the service (the online key): a PEM file, or where the key is: hv:NAME/VERSION (Vault),"
                        + " awskms:…, gcpkms:…, azurekms:…, pkcs11:…",
                null);
        var json = decisions.with(OnlineKeyOptions.ONLINE, onlineKey(file));
        json = own(json, OnlineKeyOptions.TIMESTAMP, "timestamp");
        return own(json, OnlineKeyOptions.SNAPSHOT, "snapshot");
    }

    private Json.Obj own(Json.Obj decisions, String member, String role) {
        if (decisions.get(member) != null) {
            return decisions;
        }
        var file = questions
                .line("Public key of its own for " + role + ", in the same ways (empty: the online key): ")
                .orElse("");
        return file.isEmpty() ? decisions : decisions.with(member, onlineKey(file));
    }

    private Json.Obj expirations(Json.Obj decisions) {
        if (decisions.get("expiration") != null) {
            return decisions;
        }
        var days = Json.object()
                .put("timestamp", questions.number("Days a timestamp is valid", Days.TIMESTAMP))
                .put("snapshot", questions.number("Days a snapshot is valid", Days.SNAPSHOT))
                .put("targets", questions.number("Days the targets role is valid", Days.TARGETS))
                .put("root", questions.number("Days the root is valid", Days.ROOT));
        return decisions.with("expiration", days.build());
    }

    private Json.Obj layout(Json.Obj decisions) {
        var json = decisions;
        var roles = roles();
        if (!roles.isEmpty()) {
            json = json.with("delegations", new Json.Arr(roles));
        }
        if (roles.isEmpty() || questions.agrees("Hash bins for every path that no role takes?")) {
            json = json.with(
                    "bins",
                    Json.object()
                            .put("count", questions.number("Number of hash bins, a power of two", HashBins.USUAL))
                            .put("expiration", questions.number("Days a bin is valid", Bins.DAYS))
                            .build());
        }
        return json;
    }

    private List<Json> roles() {
        var roles = new ArrayList<Json>();
        var name = questions.line("Custom delegated role, its name (empty: hash bins only): ");
        while (name.isPresent() && !name.get().isEmpty() && roles.size() < RoleQuestions.MOST) {
            roles.add(roleQuestions.role(name.get()));
            name = questions.line("One more role, its name (empty: no more): ");
        }
        return roles;
    }

    private Json.Obj holders(Json.Obj decisions) {
        var root = decisions.object("root");
        if (root.get("keys") == null) {
            root = root.with("keys", new Json.Arr(roleQuestions.keys("Public key of a root holder", "empty: no more")));
        }
        if (root.get("threshold") == null) {
            var count = root.get("keys") instanceof Json.Arr keys ? keys.items().size() : 1;
            root = root.with(
                    "threshold",
                    new Json.Int(questions.number("How many holders must sign a root", Math.max(1, (count + 1) / 2))));
        }
        return decisions.with("root", root);
    }

    private Json onlineKey(String file) {
        var key = ring.publicKey(file);
        terminal.note("  " + key.scheme() + " " + key.id());
        return Json.object()
                .put("public-key", DescribedKeys.absolute(file))
                .put(
                        "uri",
                        questions.ask(
                                "  Where the service finds its private half",
                                KeyRing.publicUri(file).orElse("fn:" + key.id())))
                .build();
    }
}
