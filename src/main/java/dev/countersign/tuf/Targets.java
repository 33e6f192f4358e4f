package dev.countersign.tuf;

import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Targets role or a role it delegates to: target files and delegations (specification, 4.5).
 *
 * <p>One object per target: for reading and checking. Publishing edits a {@code document.TargetsDocument} instead.
 *
 * @param targets in the order of {@link TargetPath#BYTE_ORDER}
 */
public record Targets(
        int version,
        Instant expires,
        SortedMap<TargetPath, TargetFile> targets,
        @Nullable Delegations delegations) implements Signed {
    public Targets {
        SignedFields.check(version);
        expires = WireTime.check(expires);
        var sorted = new TreeMap<TargetPath, TargetFile>(TargetPath.BYTE_ORDER);
        sorted.putAll(targets);
        targets = Collections.unmodifiableSortedMap(sorted);
    }

    /**
     * Reads the value.
     *
     * @throws InvalidInput when the value is not a Targets
     */
    public static Targets fromJson(Json.Obj signed) {
        var members = SignedFields.read("targets", signed);
        var files = members.object("targets");
        var targets = new TreeMap<TargetPath, TargetFile>(TargetPath.BYTE_ORDER);
        for (var path : files.object().members().keySet()) {
            targets.put(
                    new TargetPath(path), TargetFile.fromJson(files.object(path).object()));
        }
        var delegations = members.has("delegations")
                ? Delegations.fromJson(members.object("delegations").object())
                : null;
        return new Targets(SignedFields.version(members), SignedFields.expires(members), targets, delegations);
    }

    /** Every role that it delegates to, most important first; bins each by its name. */
    public List<RoleName> delegated() {
        return delegations == null ? List.of() : delegations.names();
    }

    @Override
    public Json.Obj toJson() {
        var files = new LinkedHashMap<String, Json>();
        targets.forEach((path, file) -> files.put(path.value(), file.toJson()));
        var json = SignedFields.json("targets", this).with("targets", new Json.Obj(files));
        return delegations == null ? json : json.with("delegations", delegations.toJson());
    }
}
