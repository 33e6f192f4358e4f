package dev.countersign.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.client.Credentials;
import dev.countersign.client.RepositoryView;
import dev.countersign.client.SafeName;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.ProjectList;
import dev.countersign.packages.TargetNames;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.TufException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The signed lists of projects, which are targets themselves: from where they are kept, by the name of their hash. */
final class ProjectLists {
    private final SignedTargets targets;
    private final VerifiedArtifacts artifacts;
    private final @Nullable URI kept;
    private final Cache<TargetFile, ProjectList> lists =
            Caffeine.newBuilder().maximumSize(1_000).build();

    /** @param kept where lists are; null when this guard goes by single files only */
    ProjectLists(SignedTargets targets, VerifiedArtifacts artifacts, @Nullable URI kept) {
        this.targets = targets;
        this.artifacts = artifacts;
        this.kept = kept;
    }

    /** Whether there are any, for this guard. */
    boolean isKept() {
        return kept != null;
    }

    /**
     * The list of a project; empty when none is signed, or this guard does not go by lists.
     *
     * @throws Withheld when there is one and it cannot be had
     */
    Optional<ProjectList> find(RepositoryView view, TargetNames names, String project) {
        var from = kept;
        if (from == null) {
            return Optional.empty();
        }
        TargetPath path;
        try {
            path = names.list(project);
        } catch (TufException.InvalidName impossible) {
            return Optional.empty();
        }
        return targets.findAtHand(view, path).map(target -> {
            var known = lists.getIfPresent(target);
            if (known != null) {
                return known;
            }
            var list = fetched(from, path, target);
            if (list.ecosystem() != names.ecosystem()
                    || !list.project().equals(names.ecosystem().project(project))) {
                throw unusable(path, "it is the list of another project");
            }
            lists.put(target, list);
            return list;
        });
    }

    private ProjectList fetched(URI from, TargetPath path, TargetFile target) {
        try (var file = artifacts.open(
                target, ContentSource.at(address(from, path, target)), new Credentials(from, List.of()))) {
            var bytes = new ByteArrayOutputStream();
            file.read((piece, count) -> bytes.write(piece, 0, count));
            return ProjectList.parse(Bytes.wrap(bytes.toByteArray()));
        } catch (Withheld withheld) {
            throw unusable(path, withheld.reason());
        } catch (InvalidInput e) {
            throw unusable(path, String.valueOf(e.getMessage()));
        }
    }

    private static Withheld unusable(TargetPath path, String reason) {
        return new Withheld(
                Withheld.Why.NO_METADATA, "the signed list " + Withheld.shown(path) + " cannot be had: " + reason);
    }

    private static URI address(URI from, TargetPath path, TargetFile target) {
        var hash = target.hashes()
                .getOrDefault(HashAlgorithm.SHA256, target.hashes().firstEntry().getValue());
        int last = path.value().lastIndexOf('/') + 1;
        var file = path.value().substring(0, last) + hash + "." + path.value().substring(last);
        return URI.create(from.toString().replaceAll("/+$", "") + "/" + SafeName.path(file));
    }
}
