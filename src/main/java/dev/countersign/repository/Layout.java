package dev.countersign.repository;

import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.SuccinctRoles;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who signs which delegated role, and which role a path belongs to.
 *
 * <p>Custom roles come first, in the order of targets.json; a path none of them matches goes to its bin, if there are
 * bins.
 */
public final class Layout {
    private final Repository.Established repository;
    private final @Nullable HashBins bins;
    private final List<DelegatedRole> custom;

    private Layout(Repository.Established repository, @Nullable HashBins bins, List<DelegatedRole> custom) {
        this.repository = repository;
        this.bins = bins;
        this.custom = custom;
    }

    public static Layout of(Repository.Established repository) {
        var settings = repository.settings().bins();
        var bins = settings == null ? null : settings.layout();
        var custom = roles(repository.delegations()).stream()
                .filter(role -> !HashBins.isBin(role.name()))
                .toList();
        return new Layout(repository, bins, custom);
    }

    public @Nullable HashBins bins() {
        return bins;
    }

    /** Custom roles in order of priority. */
    public List<DelegatedRole> custom() {
        return custom;
    }

    public int bitLength() {
        return bins == null ? 0 : bins.bitLength();
    }

    /** The role a path belongs to; null when no role accepts it. */
    public @Nullable RoleName roleFor(TargetPath path) {
        for (var role : custom) {
            if (role.paths().matches(path)) {
                return role.name();
            }
        }
        return bins == null ? null : bins.nameFor(path);
    }

    /**
     * The roles that clients search for a path, in their order: targets.json when its holders sign it, custom roles that
     * match it, up to the first terminating one; if none is, its bin at the end. A path is published in the first of
     * them that is not targets.json. A later one may still hold it, from before an earlier one was created.
     */
    public List<RoleName> searched(TargetPath path) {
        var roles = new ArrayList<RoleName>();
        if (isHeldTargets(RoleName.TARGETS)) {
            roles.add(RoleName.TARGETS);
        }
        for (var role : custom) {
            if (role.paths().matches(path)) {
                roles.add(role.name());
                if (role.terminating()) {
                    return roles;
                }
            }
        }
        if (bins != null) {
            roles.add(bins.nameFor(path));
        }
        return roles;
    }

    /** The shell patterns of custom roles, as they are and as they are proposed. */
    public Set<String> patterns() {
        return Stream.concat(custom.stream(), roles(repository.proposed()).stream())
                .flatMap(role -> role.paths() instanceof PathSet.Paths paths
                        ? paths.patterns().stream()
                        : Stream.<String>empty())
                .collect(Collectors.toSet());
    }

    public @Nullable DelegatedRole customRole(RoleName name) {
        return find(custom, name);
    }

    /** The role as its next version must be signed: as proposed, or else as it is delegated. */
    public @Nullable DelegatedRole nextRole(RoleName name) {
        var proposed = find(roles(repository.proposed()), name);
        return proposed == null ? customRole(name) : proposed;
    }

    /** Who has to sign the role's next version; null for none that people sign. */
    public @Nullable Role nextSigners(RoleName name) {
        if (isHeldTargets(name)) {
            return repository.root().signed().targets();
        }
        var role = nextRole(name);
        return role == null || isOnline(role, onlineKeyId()) ? null : role.role();
    }

    private boolean isHeldTargets(RoleName name) {
        return name.equals(RoleName.TARGETS) && repository.targetsSigner() == TargetsSigner.HOLDERS;
    }

    /** The keys that the role's next version is verified with. */
    public Map<KeyId, Key> nextKeys(RoleName name) {
        if (isHeldTargets(name)) {
            return repository.root().signed().keys();
        }
        return repository.isProposed(name)
                ? repository.proposed().keys()
                : repository.delegations().keys();
    }

    private static @Nullable DelegatedRole find(List<DelegatedRole> roles, RoleName name) {
        return roles.stream()
                .filter(role -> role.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** To whom it delegates; nobody when it does not say. */
    static Delegations delegations(Targets targets) {
        return targets.delegations() == null ? Repository.NO_ROLES : targets.delegations();
    }

    /** The named roles of delegations that are no succinct bins. */
    static List<DelegatedRole> roles(Delegations delegations) {
        return delegations.delegates() instanceof Delegates.Roles roles ? roles.roles() : List.of();
    }

    /** Named roles without one of them, with the keys they need. */
    static Delegations without(Delegations delegations, RoleName name) {
        var kept = roles(delegations).stream()
                .filter(role -> !role.name().equals(name))
                .toList();
        return named(kept, delegations.keys());
    }

    /** Named roles, with those of the keys that they need. */
    static Delegations named(List<DelegatedRole> roles, Map<KeyId, Key> known) {
        SequencedMap<KeyId, Key> keys = new LinkedHashMap<>();
        for (var role : roles) {
            role.keyids().forEach(id -> keys.put(id, Objects.requireNonNull(known.get(id))));
        }
        return new Delegations(keys, new Delegates.Roles(roles));
    }

    /** Whether the service alone can sign the role. */
    public boolean isOnline(RoleName name) {
        var role = customRole(name);
        return role == null ? bins != null && HashBins.isBin(name) : isOnline(role, onlineKeyId());
    }

    /** Whether the service is one of several signers of the role. */
    public boolean signsAlso(DelegatedRole role) {
        return role.keyids().contains(onlineKeyId());
    }

    /** Whether others than the service must sign the role. */
    public boolean isOffline(RoleName name) {
        return customRole(name) != null && !isOnline(name);
    }

    static boolean isOnline(DelegatedRole role, KeyId online) {
        return role.threshold() == 1 && role.keyids().contains(online);
    }

    private KeyId onlineKeyId() {
        return repository.onlineKey().id();
    }

    /** Every delegated role the service signs alone: online custom roles, then every bin. */
    public List<RoleName> onlineRoles() {
        var online = onlineKeyId();
        var names = custom.stream().filter(role -> isOnline(role, online)).map(DelegatedRole::name);
        return Stream.concat(names, binNames().stream()).toList();
    }

    public List<RoleName> binNames() {
        return bins == null ? List.of() : bins.names();
    }

    /** What targets.json delegates for these settings: custom roles in order, then the bins. */
    static Delegations delegations(Settings settings, Key online, List<DelegatedRole> custom, List<Key> customKeys) {
        SequencedMap<KeyId, Key> keys = new LinkedHashMap<>();
        keys.put(online.id(), online);
        customKeys.forEach(key -> keys.putIfAbsent(key.id(), key));
        var bins = settings.bins();
        if (bins != null && custom.isEmpty() && bins.style() == BinStyle.SUCCINCT) {
            return new Delegations(keys, succinct(online, bins.layout()));
        }
        var roles = new ArrayList<>(custom);
        if (bins != null) {
            roles.addAll(bins.layout().listed(online.id()));
        }
        return new Delegations(keys, new Delegates.Roles(roles));
    }

    private static SuccinctRoles succinct(Key online, HashBins bins) {
        return new SuccinctRoles(List.of(online.id()), 1, bins.bitLength(), bins.prefix());
    }
}
