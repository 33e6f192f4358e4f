package dev.countersign.repository;

import dev.countersign.tuf.Delegates;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.tuf.key.Key;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What key holders and operators have decided so far: the part of the state that changes rarely. What the publisher
 * changes all the time is in {@link Head}.
 */
public sealed interface Repository {

    /** Order of role names in every listing: by text. */
    Comparator<RoleName> BY_NAME = Comparator.comparing(RoleName::value);

    /** No delegated role at all. */
    Delegations NO_ROLES = new Delegations(new LinkedHashMap<>(), new Delegates.Roles(List.of()));

    /** What waits for signatures. */
    default Waiting waiting() {
        return Waiting.NOTHING;
    }

    /** Nothing yet: waits for a ceremony. */
    record Empty() implements Repository {}

    /** A ceremony was accepted whose root still needs signatures; nothing is published. */
    record Signing(TaskId task, Settings settings, Metadata<Root> root) implements Repository {
        @Override
        public Waiting waiting() {
            return Waiting.NOTHING.with(RoleName.ROOT, root);
        }
    }

    /**
     * A repository clients can use.
     *
     * @param task the bootstrap that made it
     * @param root the newest published root
     * @param delegations what targets.json delegates, exactly as published
     * @param waiting the next root, and the next versions of delegated roles, while they lack signatures
     * @param proposed delegated roles as they will be delegated once the version that waits has the signatures they ask
     *     for: until then clients would refuse what is published
     * @param provenance how it came to be
     */
    record Established(
            TaskId task,
            Settings settings,
            Metadata<Root> root,
            Delegations delegations,
            Waiting waiting,
            Delegations proposed,
            Provenance provenance)
            implements Repository {

        /** One that began here. */
        public Established(
                TaskId task,
                Settings settings,
                Metadata<Root> root,
                Delegations delegations,
                Waiting waiting,
                Delegations proposed) {
            this(task, settings, root, delegations, waiting, proposed, new Provenance.BegunHere());
        }

        /** Who signs targets.json. */
        public TargetsSigner targetsSigner() {
            return provenance instanceof Provenance.TakenOver adopted ? adopted.signer() : TargetsSigner.SERVICE;
        }

        /** The next root while it lacks signatures. */
        public @Nullable Metadata<Root> proposedRoot() {
            return waiting.root();
        }

        /** Delegated roles whose next version lacks signatures. */
        public SortedMap<RoleName, Metadata<Targets>> pending() {
            return waiting.delegated();
        }

        /** The key that targets and all that it delegates to the service is signed with. */
        public Key onlineKey() {
            return onlineKeyOf(root.signed(), targetsSigner().mainRole());
        }

        /** The key that a role of the service is signed with: timestamp and snapshot may have one of their own. */
        public Key onlineKey(RoleName role) {
            return targetsSigner().onlineRoles().contains(role) ? onlineKeyOf(root.signed(), role) : onlineKey();
        }

        /** All keys that the service signs with. */
        public Set<Key> onlineKeys() {
            return targetsSigner().onlineRoles().stream()
                    .map(this::onlineKey)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        public static Key onlineKeyOf(Root root) {
            return onlineKeyOf(root, RoleName.TARGETS);
        }

        /** Root gives each online role one key; it is checked when a root is accepted. */
        static Key onlineKeyOf(Root root, RoleName role) {
            return Objects.requireNonNull(root.key(root.role(role).keyids().getFirst()));
        }

        public Established withSettings(Settings next) {
            return new Established(task, next, root, delegations, waiting, proposed, provenance);
        }

        public Established withRoot(Metadata<Root> next) {
            return new Established(
                    task, settings, next, delegations, waiting.with(RoleName.ROOT, null), proposed, provenance);
        }

        public Established withProposedRoot(@Nullable Metadata<Root> next) {
            return new Established(
                    task, settings, root, delegations, waiting.with(RoleName.ROOT, next), proposed, provenance);
        }

        public Established withDelegations(Delegations next) {
            return new Established(task, settings, root, next, waiting, proposed, provenance);
        }

        public Established withProposed(Delegations next) {
            return new Established(task, settings, root, delegations, waiting, next, provenance);
        }

        /** Whether a change of the role waits for the signatures that it asks for. */
        public boolean isProposed(RoleName role) {
            return Layout.roles(proposed).stream().anyMatch(next -> next.name().equals(role));
        }

        /** Without a role among those proposed. */
        public Established withoutProposed(RoleName role) {
            return withProposed(Layout.without(proposed, role));
        }

        /** With the role's waiting version set, or dropped when null. */
        public Established withPending(RoleName role, @Nullable Metadata<Targets> next) {
            return new Established(task, settings, root, delegations, waiting.with(role, next), proposed, provenance);
        }
    }
}
