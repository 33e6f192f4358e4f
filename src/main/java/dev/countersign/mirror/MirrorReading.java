package dev.countersign.mirror;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TopLevelMetadata;
import dev.countersign.tuf.TrustedMetadata;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a mirror as a client that trusts a root of the repository would: newer roots, timestamp, snapshot, targets, and
 * delegated roles. Used once.
 */
final class MirrorReading {
    /** A round reads no more files than that on its way to a role that nobody delegates to. */
    private static final int MOST_SEARCHED = 256;

    private final MirrorStore store;
    private final InstantSource clock;
    private final TrustedMetadata trusted;
    private final Map<Vouching, Delegator> read = new HashMap<>();
    private final Set<RoleName> searched = new HashSet<>();
    private int files;

    private MirrorReading(MirrorStore store, InstantSource clock, Bytes root) {
        this.store = store;
        this.clock = clock;
        this.trusted = TrustedMetadata.startingFrom(root);
    }

    /** A targets role that is trusted. */
    private record Delegator(RoleName name, Targets metadata) {
        /** Roles that it names; the bins of a hash are not among them. */
        List<RoleName> named() {
            var delegations = metadata.delegations();
            return delegations != null && delegations.delegates() instanceof Delegates.Roles roles
                    ? roles.roles().stream().map(DelegatedRole::name).toList()
                    : List.of();
        }

        boolean delegatesTo(RoleName role) {
            var delegations = metadata.delegations();
            return delegations != null && delegations.roleOf(role).isPresent();
        }
    }

    /** A role is verified as each of its delegators vouches for it. */
    private record Vouching(RoleName delegator, RoleName role) {}

    /**
     * Reads the roles given, if the snapshot names them, and all that leads to them.
     *
     * @return how many files were read
     * @throws MirrorFailure.Unverifiable naming the first file that a client would refuse
     */
    static int read(MirrorStore store, InstantSource clock, Bytes root, Collection<RoleName> roles) {
        var reading = new MirrorReading(store, clock, root);
        var top = reading.topLevel();
        reading.find(top, reading.targets(top), new LinkedHashSet<>(roles));
        return reading.files;
    }

    /** Reads everything that clients can find. */
    static int readAll(MirrorStore store, InstantSource clock, Bytes root) {
        var reading = new MirrorReading(store, clock, root);
        var top = reading.topLevel();
        reading.below(top, reading.targets(top));
        return reading.files;
    }

    /** A role that the snapshot still names, but to which nobody delegates any more, is nothing to a client. */
    private void below(TopLevelMetadata top, Delegator delegator) {
        for (var role : delegator.metadata().delegated()) {
            if (listed(top, role) > 0 && !read.containsKey(new Vouching(delegator.name(), role))) {
                below(top, delegated(top, delegator, role));
            }
        }
    }

    /** @param wanted what is still to be read; what is read is removed */
    private void find(TopLevelMetadata top, Delegator delegator, Set<RoleName> wanted) {
        for (var role : List.copyOf(wanted)) {
            if (listed(top, role) == 0) {
                wanted.remove(role);
            } else if (delegator.delegatesTo(role)) {
                var _ = delegated(top, delegator, role);
                wanted.remove(role);
            }
        }
        for (var role : delegator.named()) {
            if (wanted.isEmpty() || files >= MOST_SEARCHED) {
                return;
            }
            if (listed(top, role) > 0 && searched.add(role)) {
                find(top, delegated(top, delegator, role), wanted);
            }
        }
    }

    private TopLevelMetadata topLevel() {
        for (var next = nextRoot(); next != null; next = nextRoot()) {
            var file = next;
            var _ = checked(rootName(), () -> trusted.root(file));
        }
        var timestamp = take(RoleName.TIMESTAMP, 1, file -> trusted.timestamp(file, clock.instant()));
        int version = timestamp.signed().snapshot().version();
        return take(RoleName.SNAPSHOT, version, file -> trusted.snapshot(file, clock.instant()));
    }

    private Delegator targets(TopLevelMetadata top) {
        var targets = take(RoleName.TARGETS, listed(top, RoleName.TARGETS), file -> top.targets(file, clock.instant()));
        return new Delegator(RoleName.TARGETS, targets.signed());
    }

    private String rootName() {
        return RoleName.ROOT.fileName(RootSuccession.versionAfter(trusted.root().signed()));
    }

    private @Nullable Bytes nextRoot() {
        var found = store.read(rootName(), Limits.ROOT);
        found.ifPresent(_ -> files++);
        return found.map(MirrorStore.MirrorFile::content).orElse(null);
    }

    private static int listed(TopLevelMetadata top, RoleName role) {
        var meta = top.snapshot().signed().fromJson(role);
        return meta == null ? 0 : meta.version();
    }

    private Delegator delegated(TopLevelMetadata top, Delegator delegator, RoleName role) {
        return read.computeIfAbsent(new Vouching(delegator.name(), role), _ -> {
            var found = take(
                    role,
                    listed(top, role),
                    file -> top.delegated(role, file, delegator.name(), delegator.metadata(), clock.instant()));
            return new Delegator(role, found.signed());
        });
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
