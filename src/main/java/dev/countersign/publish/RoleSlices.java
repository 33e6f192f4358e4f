package dev.countersign.publish;

import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.RoleName;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Loads the published files of roles that are to change, a slice at a time: memory holds no more than two slices.
 * Either there is a pause after each slice, or the next one is loaded while one is being signed.
 */
final class RoleSlices {

    /** Some of the roles, with those of their published files that their change needs. */
    record Slice(List<Map.Entry<RoleName, RoleChange>> roles, Map<RoleVersion, StoredFile> published) {}

    /** The first slice has this many roles, because the size of their files is not known yet. */
    private static final int FIRST = 32;

    private static final int FEWEST = 4;
    private static final int MOST = 1_024;

    private record Loading(
            List<Map.Entry<RoleName, RoleChange>> roles, Future<Map<RoleVersion, StoredFile>> published) {}

    private final MetadataFiles files;
    private final NextVersions versions;
    private final CurrentPace pace;
    private final AnswerLimit answers;

    RoleSlices(MetadataFiles files, NextVersions versions, CurrentPace pace, AnswerLimit answers) {
        this.files = files;
        this.versions = versions;
        this.pace = pace;
        this.answers = answers;
    }

    /** Has each slice signed in turn; returns what came of them. */
    List<SignedRoles> each(List<Map.Entry<RoleName, RoleChange>> roles, Function<Slice, SignedRoles> sign) {
        var signed = new ArrayList<SignedRoles>();
        var size = pace.isUnbroken() ? FIRST : FEWEST;
        var from = 0;
        var next = load(roles, from, size);
        while (!next.roles().isEmpty()) {
            var began = pace.begin();
            var slice = new Slice(next.roles(), answers.await(next.published()));
            from += slice.roles().size();
            var ahead = pace.isUnbroken();
            if (ahead) {
                next = load(roles, from, size);
            }
            signed.add(sign.apply(slice));
            size = nextSize(
                    pace.sliceBytes(),
                    signed.getLast().files().bytes(),
                    slice.roles().size());
            if (!ahead) {
                if (from < roles.size()) {
                    pace.pauseAfter(began, slice.roles().size() / (double) roles.size());
                }
                next = load(roles, from, size);
            }
        }
        return signed;
    }

    /** How many roles the next slice has, if their files are as large as those of the last one. */
    static int nextSize(int sliceBytes, long lastBytes, int lastRoles) {
        return Math.clamp(sliceBytes / Math.max(1, lastBytes / lastRoles), FEWEST, MOST);
    }

    private Loading load(List<Map.Entry<RoleName, RoleChange>> all, int from, int size) {
        var roles = all.subList(from, Math.min(all.size(), from + size));
        var keys = roles.stream()
                .filter(role -> !(role.getValue() instanceof RoleChange.Begin))
                .map(role -> new RoleVersion(role.getKey(), versions.published(role.getKey())))
                .filter(role -> role.version() > 0)
                .toList();
        return new Loading(roles, keys.isEmpty() ? Future.succeededFuture(Map.of()) : files.findAll(keys));
    }
}
