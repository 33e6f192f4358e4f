package dev.countersign.repository;

import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Custom delegated roles: created, changed, removed, and created again under the same name.
 *
 * <p>A removed role stays in the snapshot, and a new role of that name continues its version numbers, because clients
 * refuse a snapshot that lost or lowered an entry (specification, 5.5.5). When the published version has too few
 * signatures of the new keys, the change is only proposed: it takes effect with the first version that the new holders
 * have signed.
 */
final class DelegationChanges {
    private DelegationChanges() {}

    static Decision add(Repository repository, Change.DelegationRequest request) {
        if (!(repository instanceof Repository.Established established)) {
            return Rules.refuse(new Reason.NotEstablished());
        }
        var obstacle = obstacle(established);
        if (obstacle.isPresent()) {
            return Rules.refuse(obstacle.get());
        }
        var edit = new RolesEdit(established, request);
        for (var role : withOnlineKey(request, established.onlineKey())) {
            edit.problem(role)
                    .or(() -> edit.contains(role.name()) ? Optional.of(new Reason.RoleExists()) : Optional.empty())
                    .or(() -> role.name().problemAsNew().map(Reason.Rule::new))
                    .ifPresentOrElse(
                            reason -> edit.refuse(role.name(), reason), () -> edit.put(role, request.expirationDays()));
        }
        return edit.decide(true);
    }

    static Decision update(Repository repository, Change.DelegationRequest request) {
        if (!(repository instanceof Repository.Established established)) {
            return Rules.refuse(new Reason.NotEstablished());
        }
        var obstacle = obstacle(established);
        if (obstacle.isPresent()) {
            return Rules.refuse(obstacle.get());
        }
        var edit = new RolesEdit(established, request);
        for (var role : withOnlineKey(request, established.onlineKey())) {
            edit.problem(role)
                    .or(() -> edit.contains(role.name()) ? Optional.empty() : Optional.of(new Reason.NoSuchRole()))
                    .ifPresentOrElse(
                            reason -> edit.refuse(role.name(), reason), () -> edit.put(role, request.expirationDays()));
        }
        return edit.decide(false);
    }

    static Decision remove(Repository repository, List<RoleName> names) {
        if (!(repository instanceof Repository.Established established)) {
            return Rules.refuse(new Reason.NotEstablished());
        }
        var obstacle = obstacle(established);
        if (obstacle.isPresent()) {
            return Rules.refuse(obstacle.get());
        }
        var nothing = new Change.DelegationRequest(established.delegations(), new TreeMap<>());
        var edit = new RolesEdit(established, nothing);
        for (var name : names) {
            if (edit.contains(name)) {
                edit.remove(name);
            } else {
                edit.refuse(name, new Reason.NoSuchRole());
            }
        }
        return edit.decide(true);
    }

    /** Why no custom role can change: bins that leave none room, or targets.json is not the service's. */
    private static Optional<Reason> obstacle(Repository.Established established) {
        if (established.targetsSigner() == TargetsSigner.HOLDERS) {
            return Optional.of(new Reason.TargetsHeld());
        }
        return established.delegations().delegates() instanceof Delegates.Roles
                ? Optional.empty()
                : Optional.of(new Reason.SuccinctBins());
    }

    /** The roles as asked for, with the online key where no key is named. */
    static List<DelegatedRole> withOnlineKey(Change.DelegationRequest request, Key online) {
        if (!(request.delegations().delegates() instanceof Delegates.Roles roles)) {
            throw new IllegalArgumentException("a request for delegations must name roles");
        }
        return roles.roles().stream()
                .map(role -> role.keyids().isEmpty() ? role.withKeys(List.of(online.id()), role.threshold()) : role)
                .toList();
    }

    /**
     * Makes the proposed delegation of a role the valid one, because its new holders have signed.
     *
     * @return the same repository when no change of the role waits
     */
    static Repository.Established accept(Repository.Established established, RoleName name) {
        var layout = Layout.of(established);
        var accepted = layout.nextRole(name);
        if (accepted == null || !established.isProposed(name)) {
            return established;
        }
        var keys = new LinkedHashMap<>(established.delegations().keys());
        keys.putAll(established.proposed().keys());
        var roles = layout.custom().stream()
                .map(role -> role.name().equals(name) ? accepted : role)
                .toList();
        return established
                .withDelegations(delegations(established, roles, keys))
                .withoutProposed(name);
    }

    private static Delegations delegations(
            Repository.Established established, List<DelegatedRole> roles, Map<KeyId, Key> keys) {
        var used = Layout.named(roles, keys).keys().values();
        return Layout.delegations(established.settings(), established.onlineKey(), roles, List.copyOf(used));
    }

    /**
     * Whether clients can verify a published version under the new delegation: because the service signs it again in
     * the same publication, or because it has enough signatures of the new keys.
     */
    private static boolean takesEffectAtOnce(DelegatedRole before, DelegatedRole after, KeyId online) {
        return Layout.isOnline(after, online)
                || (after.keyids().containsAll(before.keyids()) && after.threshold() <= before.threshold());
    }

    /** The custom roles while one request changes them; a refused role changes nothing. */
    private static final class RolesEdit {
        private final Repository.Established established;
        private final Map<String, Integer> positions;
        private final SequencedMap<RoleName, DelegatedRole> roles = new LinkedHashMap<>();
        private final SequencedMap<RoleName, DelegatedRole> proposed = new LinkedHashMap<>();
        private final Map<KeyId, Key> keys = new LinkedHashMap<>();
        private final LinkedHashSet<RoleName> changed = new LinkedHashSet<>();
        private final SequencedMap<RoleName, Reason> refused = new LinkedHashMap<>();
        private Settings settings;

        RolesEdit(Repository.Established established, Change.DelegationRequest request) {
            this.established = established;
            this.settings = established.settings();
            this.positions = request.positions();
            Layout.of(established).custom().forEach(role -> roles.put(role.name(), role));
            Layout.roles(established.proposed()).forEach(role -> proposed.put(role.name(), role));
            keys.putAll(established.delegations().keys());
            established.proposed().keys().forEach(keys::putIfAbsent);
            request.delegations().keys().forEach(keys::putIfAbsent);
        }

        boolean contains(RoleName name) {
            return roles.containsKey(name);
        }

        Optional<Reason> problem(DelegatedRole role) {
            return role.keyids().stream()
                    .filter(id -> !keys.containsKey(id))
                    .findFirst()
                    .map(id -> "keyid " + id + " is not among the keys")
                    .or(() -> clash(role))
                    .map(Reason.Rule::new);
        }

        /** A clash that was there before the change does not refuse it. */
        private Optional<String> clash(DelegatedRole role) {
            var next = new LinkedHashMap<>(roles);
            next.putAll(proposed);
            var before = CustomRoles.clashes(next.values());
            next.put(role.name(), role);
            return CustomRoles.clashes(next.values()).stream()
                    .filter(clash -> !before.contains(clash))
                    .findFirst();
        }

        void put(DelegatedRole role, Map<String, Integer> days) {
            var before = roles.get(role.name());
            if (before == null
                    || takesEffectAtOnce(before, role, established.onlineKey().id())) {
                roles.put(role.name(), role);
                proposed.remove(role.name());
            } else {
                proposed.put(role.name(), role);
            }
            changed.add(role.name());
            var own = new TreeMap<String, Integer>();
            own.put(
                    role.name().value(),
                    days.getOrDefault(
                            role.name().value(), settings.days(role.name().value())));
            settings = settings.withExpirationDays(own);
        }

        void remove(RoleName name) {
            roles.remove(name);
            proposed.remove(name);
            changed.add(name);
            settings = settings.withoutRole(name.value());
        }

        void refuse(RoleName name, Reason reason) {
            refused.put(name, reason);
        }

        Decision decide(boolean fresh) {
            if (changed.isEmpty()) {
                return Rules.refuse(new Reason.EveryRoleRefused(refusedRoles()));
            }
            var places = new TreeMap<>(positions);
            places.keySet().removeIf(name -> !changed.contains(new RoleName(name)));
            var next = established
                    .withSettings(settings)
                    .withDelegations(delegations(established, CustomRoles.placed(roles.values(), places), keys))
                    .withProposed(Layout.named(List.copyOf(proposed.values()), keys));
            for (var name : changed) {
                next = fresh ? next.withPending(name, null) : next;
            }
            var toSign = new LinkedHashSet<>(changed);
            toSign.retainAll(roles.keySet());
            var same = next.delegations().equals(established.delegations());
            var work = same ? Decision.Work.TIMESTAMP : Decision.Work.TARGETS;
            return new Decision.PublishNext(
                    next, fresh ? work.withFresh(toSign) : work.withRenewed(toSign), processed());
        }

        private TaskOutcome processed() {
            return new TaskOutcome.DelegationsChanged(List.copyOf(changed), refusedRoles());
        }

        private List<TaskOutcome.RefusedRole> refusedRoles() {
            return refused.entrySet().stream()
                    .map(each -> new TaskOutcome.RefusedRole(each.getKey(), each.getValue()))
                    .toList();
        }
    }
}
