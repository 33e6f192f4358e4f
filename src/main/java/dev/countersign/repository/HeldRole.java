package dev.countersign.repository;

import dev.countersign.tuf.DelegatedRole;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetsSigner;
import dev.countersign.tuf.Validity;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A role that the service cannot renew by itself, because people hold its keys: when what is published expires, and who
 * has to sign the next version before that.
 *
 * @param lifetime by the repository's policy
 * @param threshold how many of the signers must sign
 * @param signers of the next version
 * @param waiting whether a next version is there already and waits for their signatures
 */
public record HeldRole(
        RoleName name, Instant expires, Duration lifetime, int threshold, List<Key> signers, boolean waiting) {

    /** Signers are told no earlier than this before a role expires. */
    private static final Duration LONGEST_NOTICE = Duration.ofDays(28);

    public HeldRole {
        signers = List.copyOf(signers);
    }

    /** Targets roles that people sign. */
    public static List<RoleName> targets(Repository.Established repository) {
        var layout = Layout.of(repository);
        var custom = layout.custom().stream().map(DelegatedRole::name).filter(name -> !layout.isOnline(name));
        return repository.targetsSigner() == TargetsSigner.HOLDERS
                ? Stream.concat(Stream.of(RoleName.TARGETS), custom).toList()
                : custom.toList();
    }

    /**
     * The root, and those targets roles of which something is published.
     *
     * @param expiries when the published version of a targets role expires; null for one without any
     */
    public static List<HeldRole> all(
            Repository.Established repository, Function<RoleName, @Nullable Instant> expiries) {
        var held = new ArrayList<HeldRole>();
        var root = repository.root().signed();
        held.add(new HeldRole(
                RoleName.ROOT,
                root.expires(),
                lifetime(repository, RoleName.ROOT),
                root.root().threshold(),
                keys(root.root(), root.keys()),
                repository.waiting().includes(RoleName.ROOT)));
        var layout = Layout.of(repository);
        for (var name : targets(repository)) {
            var expires = expiries.apply(name);
            if (expires != null) {
                var role = Objects.requireNonNull(layout.nextSigners(name));
                var signers = keys(role, layout.nextKeys(name));
                var waiting = repository.waiting().includes(name);
                held.add(new HeldRole(name, expires, lifetime(repository, name), role.threshold(), signers, waiting));
            }
        }
        return held;
    }

    private static Duration lifetime(Repository.Established repository, RoleName name) {
        return Duration.ofDays(repository.settings().days(name.value()));
    }

    private static List<Key> keys(Role role, Map<KeyId, Key> known) {
        return role.keyids().stream().map(known::get).filter(Objects::nonNull).toList();
    }

    /** Whether clients refuse it, and for the root everything else, from now on. */
    public boolean isExpired(Instant now) {
        return Validity.isExpired(expires, now);
    }

    /** Whether its signers should know by now. */
    public boolean isDue(Instant now) {
        return expires.minus(Validity.notice(lifetime, LONGEST_NOTICE)).isBefore(now);
    }
}
