package dev.countersign.mirror;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TopLevelMetadata;
import dev.countersign.tuf.TrustedMetadata;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
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
        return read(store, clock, root, _ -> roles);
    }

    /** Reads everything that clients can find. */
    static int readAll(MirrorStore store, InstantSource clock, Bytes root) {
        return read(store, clock, root, MirrorReading::delegated);
    }

    private static int read(
            MirrorStore store,
            InstantSource clock,
            Bytes root,
            Function<TopLevelMetadata, Collection<RoleName>> delegated) {
        var reading = new MirrorReading(store, clock, root);
        var top = reading.topLevel();
        var targets = reading.targets(top);
        delegated.apply(top).forEach(role -> reading.readDelegated(top, targets, role));
        return reading.files;
    }

    private static List<RoleName> delegated(TopLevelMetadata top) {
        return top.snapshot().signed().meta().keySet().stream()
                .map(name -> new RoleName(name.replaceFirst("\\.json$", "")))
                .filter(role -> !role.isTopLevel())
                .toList();
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

    private Targets targets(TopLevelMetadata top) {
        return take(RoleName.TARGETS, listed(top, RoleName.TARGETS), file -> top.targets(file, clock.instant()))
                .signed();
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

    /** A role that the snapshot still names, but to which nobody delegates any more, is nothing to a client. */
    private void readDelegated(TopLevelMetadata top, Targets delegator, RoleName role) {
        var delegations = delegator.delegations();
        int version = listed(top, role);
        if (version > 0 && delegations != null && delegations.roleOf(role).isPresent()) {
            var _ = take(
                    role, version, file -> top.delegated(role, file, RoleName.TARGETS, delegator, clock.instant()));
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
