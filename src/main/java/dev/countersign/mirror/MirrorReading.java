package dev.countersign.mirror;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.TrustedMetadata;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
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
        return Objects.requireNonNull(trusted.snapshot()).signed().meta().keySet().stream()
                .map(name -> new RoleName(name.replaceFirst("\\.json$", "")))
                .filter(role -> !role.isTopLevel())
                .toList();
    }

    private void readTopLevel() {
        for (var next = nextRoot(); next != null; next = nextRoot()) {
            var file = next;
            var name = RoleName.ROOT.fileName(
                    RootSuccession.versionAfter(trusted.root().signed()));
            check(name, () -> trusted.root(file));
        }
        take(RoleName.TIMESTAMP, 1);
        take(
                RoleName.SNAPSHOT,
                Objects.requireNonNull(trusted.timestamp()).signed().snapshot().version());
        take(RoleName.TARGETS, listed(RoleName.TARGETS));
    }

    private @Nullable Bytes nextRoot() {
        var name = RoleName.ROOT.fileName(
                RootSuccession.versionAfter(trusted.root().signed()));
        var found = store.read(name, Limits.ROOT);
        found.ifPresent(_ -> files++);
        return found.map(MirrorStore.MirrorFile::content).orElse(null);
    }

    private int listed(RoleName role) {
        var meta = Objects.requireNonNull(trusted.snapshot()).signed().fromJson(role);
        return meta == null ? 0 : meta.version();
    }

    /** A role that the snapshot still names, but to which nobody delegates any more, is nothing to a client. */
    private void readDelegated(RoleName role) {
        var delegations = Objects.requireNonNull(trusted.targets(RoleName.TARGETS))
                .signed()
                .delegations();
        int version = listed(role);
        if (version > 0 && delegations != null && delegations.roleOf(role).isPresent()) {
            take(role, version);
        }
    }

    private void take(RoleName role, int version) {
        var name = role.fileName(version);
        var file = store.read(name, Limits.maxBytes(role))
                .orElseThrow(() -> new MirrorFailure.Unverifiable("clients do not find " + name))
                .content();
        files++;
        check(name, () -> verified(role, file));
    }

    private Object verified(RoleName role, Bytes file) {
        var now = clock.instant();
        return switch (role.value()) {
            case "timestamp" -> trusted.timestamp(file, now);
            case "snapshot" -> trusted.snapshot(file, now);
            case "targets" -> trusted.targets(role, file, RoleName.ROOT, now);
            default -> trusted.targets(role, file, RoleName.TARGETS, now);
        };
    }

    private static void check(String name, Supplier<Object> check) {
        try {
            Objects.requireNonNull(check.get());
        } catch (InvalidInput refused) {
            throw new MirrorFailure.Unverifiable("clients refuse " + name + ": " + refused.getMessage());
        }
    }
}
