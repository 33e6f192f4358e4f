package dev.countersign.client;

import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Targets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A targets role as its delegator vouches for it, with the roles that it vouches for in turn: those are loaded when they
 * are first asked for. A role that two delegate to is here twice, since one may vouch for what the other does not.
 */
final class TrustedRole {
    private final RoleName name;
    private final Metadata<Targets> metadata;
    private final Map<RoleName, Delegated> delegated = new ConcurrentHashMap<>();

    TrustedRole(RoleName name, Metadata<Targets> metadata) {
        this.name = name;
        this.metadata = metadata;
    }

    RoleName name() {
        return name;
    }

    Metadata<Targets> metadata() {
        return metadata;
    }

    Targets content() {
        return metadata.signed();
    }

    /** The role of this name, loaded once however many threads ask; one that cannot be loaded may be asked for again. */
    TrustedRole delegated(RoleName role, Function<RoleName, TrustedRole> load) {
        return delegated.computeIfAbsent(role, _ -> new Delegated()).get(role, load);
    }

    private static final class Delegated {
        private volatile @Nullable TrustedRole loaded;

        TrustedRole get(RoleName role, Function<RoleName, TrustedRole> load) {
            var ready = loaded;
            return ready == null ? loaded(role, load) : ready;
        }

        private synchronized TrustedRole loaded(RoleName role, Function<RoleName, TrustedRole> load) {
            var ready = loaded;
            if (ready == null) {
                ready = load.apply(role);
                loaded = ready;
            }
            return ready;
        }
    }
}
