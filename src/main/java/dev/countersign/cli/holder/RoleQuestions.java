package dev.countersign.cli.holder;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Questions;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.key.KeyRing;
import dev.countersign.json.Json;
import java.util.ArrayList;
import java.util.List;

/** The questions about a role and its keys, for people who give neither a file nor options. */
public final class RoleQuestions {
    /** Roles of a ceremony, and keys of a role, that are asked for. */
    public static final int MOST = 100;

    private final Questions questions;
    private final KeyRing ring;
    private final Terminal terminal;

    public RoleQuestions(Questions questions, KeyRing ring, Terminal terminal) {
        this.questions = questions;
        this.ring = ring;
        this.terminal = terminal;
    }

    /** A delegated role. */
    public Json.Obj role(String name) {
        var paths = List.of(questions
                .ask("Paths of " + name + ", with spaces between, such as releases/*", null)
                .split("\\s+"));
        var days = questions.number("Days a version of " + name + " is valid", 90);
        var keys = keys("Public key for " + name, "empty: the online key signs it");
        var role = Json.object().put("name", name).put("paths", paths).put("expiration", days);
        if (!keys.isEmpty()) {
            role.put("keys", new Json.Arr(keys));
            role.put("threshold", questions.number("How many of them must sign", keys.size()));
        }
        return role.build();
    }

    /** Public keys, until an empty answer. */
    public List<Json> keys(String question, String meaning) {
        var keys = new ArrayList<Json>();
        while (keys.size() < MOST) {
            var file = questions.line(question + " (" + meaning + "): ").orElse("");
            if (file.isEmpty()) {
                break;
            }
            try {
                keys.add(key(file));
            } catch (CliFailure.CommandRefused | CliFailure.Misused e) {
                terminal.warn(String.valueOf(e.getMessage()));
            }
        }
        return keys;
    }

    private Json key(String file) {
        var key = ring.publicKey(file);
        terminal.note("  " + key.scheme() + " " + key.id());
        var name = questions
                .line("  Name of the key, which everyone can read (empty: none): ")
                .orElse("");
        return Json.object()
                .put("name", name.isEmpty() ? null : name)
                .put("public-key", DescribedKeys.absolute(file))
                .build();
    }
}
