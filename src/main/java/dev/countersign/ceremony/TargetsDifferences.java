package dev.countersign.ceremony;

import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one version of a delegated role does differently from another: artifacts with their hashes, and expiry. */
public final class TargetsDifferences {
    private TargetsDifferences() {}

    /** From one version to the next; a first version adds everything in it. */
    public static List<Difference> between(@Nullable Targets before, Targets after) {
        var differences = new ArrayList<Difference>();
        after.targets().forEach((path, file) -> {
            var was = before == null ? null : before.targets().get(path);
            if (was == null) {
                differences.add(Difference.added(subject(path), described(file)));
            } else if (!was.equals(file)) {
                differences.add(Difference.changed(subject(path), described(was), described(file)));
            }
        });
        if (before != null) {
            before.targets().forEach((path, file) -> {
                if (!after.targets().containsKey(path)) {
                    differences.add(Difference.removed(subject(path), described(file)));
                }
            });
            if (!before.expires().equals(after.expires())) {
                differences.add(
                        Difference.changed("expires", Shown.time(before.expires()), Shown.time(after.expires())));
            }
        }
        if (!Objects.equals(before == null ? null : before.delegations(), after.delegations())) {
            differences.add(new Difference(
                    Difference.Kind.CHANGED, "delegations", "this role delegates to others in another way"));
        }
        return List.copyOf(differences);
    }

    /** Artifacts that no client will find in the role, because its delegation is for other paths. */
    static List<String> strangers(DelegatedRole role, Targets targets) {
        return targets.targets().keySet().stream()
                .filter(path -> !role.matches(path))
                .map(TargetPath::value)
                .toList();
    }

    private static String subject(TargetPath path) {
        return "artifact " + Shown.text(path.value());
    }

    private static String described(TargetFile file) {
        var hashes = file.hashes().entrySet().stream()
                .map(hash -> hash.getKey().wireName() + " " + hash.getValue())
                .collect(Collectors.joining(", "));
        var custom = file.custom();
        return file.length() + " bytes, " + hashes + (custom == null ? "" : ", custom " + Shown.text(custom.toText()));
    }
}
