package dev.countersign.client;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Search;
import dev.countersign.tuf.Snapshot;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.Timestamp;
import dev.countersign.tuf.TopLevelMetadata;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A repository as one refresh found it: what it says never changes, whatever is published. Delegated roles are loaded when
 * a search first comes to them, in the version that the snapshot lists. Threads may share it.
 */
public final class RepositoryView {
    private final RoleFiles files;
    private final ClientSettings settings;
    private final Bytes rootFile;
    private final TopLevelMetadata top;
    private final TrustedRole targets;

    RepositoryView(
            RoleFiles files, ClientSettings settings, Bytes rootFile, TopLevelMetadata top, TrustedRole targets) {
        this.files = files;
        this.settings = settings;
        this.rootFile = rootFile;
        this.top = top;
        this.targets = targets;
    }

    /**
     * What the repository says of a target; empty when it has no such target.
     *
     * @throws ClientException.Untrusted when a role on the way must not be trusted, or anything has expired by now
     * @throws ClientException.Missing when a role is not there in this version any more: refresh, and search again
     */
    public Optional<TargetFile> find(TargetPath path) {
        var now = settings.clock().instant();
        var search = new Search(path, files.limits().rolesPerSearch());
        var onTheWay = new HashMap<RoleName, TrustedRole>();
        for (var step = search.next(); step != null; step = search.next()) {
            var role = step.role().equals(RoleName.TARGETS) ? targets : load(step, onTheWay, now);
            requireFresh(role, now);
            onTheWay.put(role.name(), role);
            search.visit(role.content());
        }
        return Optional.ofNullable(search.found());
    }

    /** At each look: a view may be used for long. */
    private void requireFresh(TrustedRole role, Instant now) {
        RoleFiles.checked("what was read of " + files.source(), () -> {
            top.checkFresh(role.name(), role.content(), now);
            return role;
        });
    }

    /** Each search verifies a role as the delegator it came from vouches for it. */
    private TrustedRole load(Search.Visit step, Map<RoleName, TrustedRole> onTheWay, Instant now) {
        var delegator = onTheWay.get(step.parent());
        if (delegator == null) {
            throw new IllegalStateException("the search visits " + step.parent() + " first");
        }
        return delegator.delegated(step.role(), role -> load(role, delegator, now));
    }

    private TrustedRole load(RoleName role, TrustedRole delegator, Instant now) {
        var meta = RoleFiles.checked(RoleName.SNAPSHOT.metaName(), () -> top.listed(role));
        return new TrustedRole(
                role,
                files.take(
                        role,
                        meta,
                        consistentSnapshot(),
                        file -> top.delegated(role, file, delegator.name(), delegator.content(), now)));
    }

    /** When the first of the top-level roles expires; delegated ones may do so earlier. */
    public Instant expires() {
        var first = top.expires();
        var targetsExpire = targets.content().expires();
        return targetsExpire.isBefore(first) ? targetsExpire : first;
    }

    /** Whether names of target files begin with their hash and a dot (6.2.2). */
    public boolean consistentSnapshot() {
        return top.root().signed().consistentSnapshot();
    }

    public Metadata<Root> root() {
        return top.root();
    }

    public Metadata<Timestamp> timestamp() {
        return top.timestamp();
    }

    public Metadata<Snapshot> snapshot() {
        return top.snapshot();
    }

    /** The top-level targets role. */
    public Metadata<Targets> targets() {
        return targets.metadata();
    }

    /** The newest root, as it was published: to start from the next time. */
    public Bytes rootFile() {
        return rootFile;
    }

    TopLevelMetadata top() {
        return top;
    }

    TrustedRole topLevelTargets() {
        return targets;
    }

    RoleFiles files() {
        return files;
    }

    ClientSettings settings() {
        return settings;
    }
}
