package dev.countersign.mirror;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TopLevelMetadata;
import dev.countersign.tuf.TrustedMetadata;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a mirror as a client that trusts a root of the repository would: newer roots, timestamp, snapshot, targets, and
 * delegated roles. Used once.
 */
final class MirrorReading {
    private final MirrorStore store;
    private final InstantSource clock;
    private final TrustedMetadata trusted;
    private @Nullable TopLevelMetadata top;
    private @Nullable Metadata<Targets> targets;
    private int files;

    private MirrorReading(MirrorStore store, InstantSource clock, Bytes root) {
        this.store = store;
        this.clock = clock;
        this.trusted = TrustedMetadata.startingFrom(root);
    }

    /**
     * Reads the roles given, if the snapshot names them, and all that leads to them.
     *
     * @return how many files were read
     * @throws MirrorFailure.Unverifiable naming the first file that a client would refuse
     */
    static int read(MirrorStore store, InstantSource clock, Bytes root, Collection<RoleName> roles) {
        var reading = new MirrorReading(store, clock, root);
        reading.readTopLevel();
        roles.forEach(reading::readDelegated);
        return reading.files;
    }

    /** Reads everything that clients can find. */
    static int readAll(MirrorStore store, InstantSource clock, Bytes root) {
        var reading = new MirrorReading(store, clock, root);
        reading.readTopLevel();
        reading.delegated().forEach(reading::readDelegated);
        return reading.files;
    }

    private List<RoleName> delegated() {
        return top().snapshot().signed().meta().keySet().stream()
                .map(name -> new RoleName(name.replaceFirst("\\.json$", "")))
                .filter(role -> !role.isTopLevel())
                .toList();
    }

    private void readTopLevel() {
        for (var next = nextRoot(); next != null; next = nextRoot()) {
            var file = next;
            var _ = checked(rootName(), () -> trusted.root(file));
        }
        var timestamp = take(RoleName.TIMESTAMP, 1, file -> trusted.timestamp(file, clock.instant()));
        int version = timestamp.signed().snapshot().version();
        top = take(RoleName.SNAPSHOT, version, file -> trusted.snapshot(file, clock.instant()));
        targets = take(RoleName.TARGETS, listed(RoleName.TARGETS), file -> top().targets(file, clock.instant()));
    }

    private String rootName() {
        return RoleName.ROOT.fileName(RootSuccession.versionAfter(trusted.root().signed()));
    }

    private @Nullable Bytes nextRoot() {
        var found = store.read(rootName(), Limits.ROOT);
        found.ifPresent(_ -> files++);
        return found.map(MirrorStore.MirrorFile::content).orElse(null);
    }

    private TopLevelMetadata top() {
        return Objects.requireNonNull(top, "the snapshot has been read");
    }

    private int listed(RoleName role) {
        var meta = top().snapshot().signed().fromJson(role);
        return meta == null ? 0 : meta.version();
    }

    /** A role that the snapshot still names, but to which nobody delegates any more, is nothing to a client. */
    private void readDelegated(RoleName role) {
        var delegator = Objects.requireNonNull(targets, "the targets role has been read")
                .signed();
        var delegations = delegator.delegations();
        int version = listed(role);
        if (version > 0 && delegations != null && delegations.roleOf(role).isPresent()) {
            var _ = take(
                    role, version, file -> top().delegated(role, file, RoleName.TARGETS, delegator, clock.instant()));
        }
    }

    private <T> T take(RoleName role, int version, Function<Bytes, T> check) {
        var name = role.fileName(version);
        var file = store.read(name, Limits.maxBytes(role))
                .orElseThrow(() -> new MirrorFailure.Unverifiable("clients do not find " + name))
                .content();
        files++;
        return checked(name, () -> check.apply(file));
    }

    private static <T> T checked(String name, Supplier<T> check) {
        try {
            return check.get();
        } catch (InvalidInput refused) {
            throw new MirrorFailure.Unverifiable("clients refuse " + name + ": " + refused.getMessage());
        }
    }
}
