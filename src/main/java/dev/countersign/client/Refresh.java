package dev.countersign.client;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.TopLevelMetadata;
import dev.countersign.tuf.TrustedMetadata;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** One run of the client's workflow from a root to the top-level targets role (5.1 to 5.6), as of one moment. */
final class Refresh {
    private static final String ROOT_GIVEN = "the root to start from";
    private static final String ROOT_KEPT = "the root that was kept";

    private final RoleFiles files;
    private final ClientSettings settings;
    private final TrustedMetadata trusted;
    private final Instant now;
    private Bytes root;

    Refresh(RoleFiles files, ClientSettings settings, Bytes root) {
        this.files = files;
        this.settings = settings;
        this.trusted = RoleFiles.checked(ROOT_GIVEN, () -> TrustedMetadata.startingFrom(root));
        this.now = settings.clock().instant();
        this.root = root;
    }

    /** A root that nobody trusted before is kept only when it has led to a valid repository. */
    RepositoryView run() {
        var kept = files.cache().load(RoleName.ROOT.value());
        followRoots(kept);
        if (kept.isPresent() && !kept.get().equals(root)) {
            keepRoot();
        }
        takeTimestamp();
        var top = takeSnapshot();
        var targets = files.take(
                RoleName.TARGETS,
                RoleFiles.checked(RoleName.SNAPSHOT.metaName(), () -> top.listed(RoleName.TARGETS)),
                top.root().signed().consistentSnapshot(),
                file -> top.targets(file, now));
        if (kept.isEmpty()) {
            keepRoot();
        }
        return new RepositoryView(files, settings, root, top, new TrustedRole(RoleName.TARGETS, targets));
    }

    /** 5.3: one version after the other, each signed by the one before and by itself. */
    private void followRoots(Optional<Bytes> kept) {
        var before = RoleFiles.checked(ROOT_KEPT, () -> RememberedRoot.read(kept));
        RoleFiles.checked(ROOT_GIVEN, () -> before.check(trusted.root()));
        NewerRoots.read(files.source(), files.limits(), nextRoot(), (name, file) -> {
            RoleFiles.checked(name, () -> before.check(trusted.root(file)));
            root = file;
        });
        RoleFiles.checked(RoleName.ROOT.fileName(nextRoot()), () -> before.checkNewest(trusted.root()));
    }

    private int nextRoot() {
        return RootSuccession.versionAfter(trusted.root().signed());
    }

    private void keepRoot() {
        files.cache().store(RoleName.ROOT.value(), root);
    }

    /** Takes what earlier runs have verified, so that nothing goes back behind it; less what other keys signed (5.3.11). */
    private void recall(RoleName role, Consumer<Bytes> step) {
        files.cache().load(role.value()).ifPresent(file -> {
            try {
                step.accept(file);
            } catch (InvalidInput e) {
                // Not of the keys of this root, or not whole: as if there had been none.
            }
        });
    }

    /** 5.4; kept before its snapshot is fetched, so that no older one is taken when that fails (5.4.5). */
    private void takeTimestamp() {
        recall(RoleName.TIMESTAMP, trusted::recallTimestamp);
        var file = files.required(RoleName.TIMESTAMP_FILE, files.limits().timestamp());
        var before = trusted.timestamp();
        var taken = RoleFiles.checked(RoleName.TIMESTAMP_FILE, () -> trusted.timestamp(file, now));
        if (taken != before) {
            files.cache().store(RoleName.TIMESTAMP.value(), file);
        }
    }

    /** 5.5: the one kept when it is still the one meant, else a new one, which must not go back behind it. */
    private TopLevelMetadata takeSnapshot() {
        var meta = Objects.requireNonNull(trusted.timestamp()).signed().snapshot();
        Function<Bytes, TopLevelMetadata> check = file -> trusted.snapshot(file, now);
        return files.kept(RoleName.SNAPSHOT, check).orElseGet(() -> {
            recall(RoleName.SNAPSHOT, trusted::recallSnapshot);
            return files.renew(RoleName.SNAPSHOT, meta, trusted.root().signed().consistentSnapshot(), check);
        });
    }
}
