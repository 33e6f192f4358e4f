package dev.countersign.cli.holder;

import dev.countersign.ceremony.Quorum;
import dev.countersign.ceremony.Shown;
import dev.countersign.cli.Exit;
import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.Key;
import java.util.Collection;
import java.util.List;

/**
 * How far a version of a role has come.
 *
 * @param pending whether it still waits for signatures
 * @param quorums whose signatures it waits for; empty when the server does not say
 */
public record SignatureStanding(RoleName role, int version, boolean pending, List<Quorum> quorums) {
    public SignatureStanding {
        quorums = List.copyOf(quorums);
    }

    public Exit exit() {
        return pending ? Exit.PENDING : Exit.OK;
    }

    /** Such as {@code PENDING: root 2 is not in force yet.} and a line for each set of holders. */
    public String pendingText() {
        var text = new StringBuilder("PENDING: ")
                .append(role)
                .append(' ')
                .append(version)
                .append(" waits for signatures; clients see nothing of it yet.");
        quorums.forEach(quorum -> text.append("\n  ").append(quorum.line()));
        return text.append("\nThe next holder runs: countersign sign ")
                .append(role)
                .append(first() ? "" : " --root 1.root.json")
                .append(" --key FILE")
                .toString();
    }

    /** A first root is verified by its holders alone; everything else needs a trusted root. */
    private boolean first() {
        return role.equals(RoleName.ROOT) && version == 1;
    }

    public ObjectBuilder json() {
        return Json.object()
                .put("role", role.value())
                .put("version", version)
                .put("state", pending ? "pending" : "done")
                .put("quorums", json(quorums));
    }

    public static Json.Arr json(List<Quorum> quorums) {
        return new Json.Arr(quorums.stream()
                .<Json>map(quorum -> Json.object()
                        .put("of", quorum.whose())
                        .put("threshold", quorum.threshold())
                        .put("signed", keys(quorum.signed()))
                        .put("missing", quorum.needed() == 0 ? keys(List.of()) : keys(quorum.missing()))
                        .build())
                .toList());
    }

    private static Json.Arr keys(Collection<Key> keys) {
        return new Json.Arr(keys.stream()
                .<Json>map(key -> Json.object()
                        .put("keyid", key.id().value())
                        .put("name", key.name().map(Shown::text).orElse(null))
                        .build())
                .toList());
    }
}
