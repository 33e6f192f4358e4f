package dev.countersign.publish;

import dev.countersign.repository.Layout;
import dev.countersign.repository.Repository;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Validity;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * When each online role is to be signed again, long before it expires.
 *
 * <p>A role is due when half to four fifths of its lifetime has passed. The name of the role decides where in between,
 * so that roles signed together, such as all bins at bootstrap, are renewed a few at a time. Roles that are due soon
 * after the first are renewed with it, because each renewal needs a new snapshot.
 */
final class Schedule {
    /** What is left of its lifetime when a role is renewed: between these two parts of it. */
    private static final double MOST_LEFT = 0.5;

    private static final double LEAST_LEFT = 0.2;

    /** Roles that are due within one two-hundredth of a lifetime are renewed together. */
    private static final int TOGETHER = 200;

    /** A role that has been due for this long is renewed before anything else. */
    private static final Duration LATE = Duration.ofMinutes(1);

    private record DueRole(Instant at, RoleName role, Instant expires, Duration lifetime) {}

    private final TreeSet<DueRole> order =
            new TreeSet<>(Comparator.comparing(DueRole::at).thenComparing(DueRole::role));
    private final Map<RoleName, DueRole> byRole = new HashMap<>();

    /** Notes when the online roles among these expire. The others are renewed by their holders. */
    void signed(Map<RoleName, Instant> expiries, Repository.Established repository) {
        var layout = Layout.of(repository);
        var settings = repository.settings();
        expiries.forEach((role, expires) -> {
            if (repository.targetsSigner().onlineRoles().contains(role) || layout.isOnline(role)) {
                put(role, expires, Duration.ofDays(settings.days(role.value())));
            }
        });
    }

    /** Forgets delegated roles that are gone or that the service no longer signs alone. */
    void retainOnline(Repository.Established repository) {
        var online = new HashSet<>(Layout.of(repository).onlineRoles());
        online.addAll(repository.targetsSigner().onlineRoles());
        retain(online);
    }

    void put(RoleName role, Instant expires, Duration lifetime) {
        remove(role);
        var left = LEAST_LEFT + (MOST_LEFT - LEAST_LEFT) * spread(role);
        var due = new DueRole(expires.minusMillis((long) (lifetime.toMillis() * left)), role, expires, lifetime);
        order.add(due);
        byRole.put(role, due);
    }

    void remove(RoleName role) {
        var old = byRole.remove(role);
        if (old != null) {
            order.remove(old);
        }
    }

    void retain(Set<RoleName> roles) {
        Set.copyOf(byRole.keySet()).stream()
                .filter(role -> !roles.contains(role))
                .forEach(this::remove);
    }

    /** When there will be something to renew. */
    Optional<Instant> next() {
        return order.isEmpty() ? Optional.empty() : Optional.of(order.first().at());
    }

    /** How long nothing will be due; at most the limit. */
    Duration idleTime(Instant now, Duration limit) {
        return next().map(next -> Duration.between(now, next))
                .filter(left -> left.compareTo(limit) < 0)
                .orElse(limit);
    }

    /** Whether something has been due for some time. */
    boolean isLate(Instant now) {
        return next().filter(due -> due.plus(LATE).isBefore(now)).isPresent();
    }

    /** Everything to renew now; empty unless something is due. */
    Set<RoleName> due(Instant now) {
        var due = new LinkedHashSet<RoleName>();
        if (order.isEmpty() || order.first().at().isAfter(now)) {
            return due;
        }
        var until = now.plus(order.first().lifetime().dividedBy(TOGETHER));
        for (var candidate : order) {
            if (candidate.at().isAfter(until)) {
                break;
            }
            due.add(candidate.role());
        }
        return due;
    }

    /** Roles that expire later than if they were signed now: a clock that was ahead has dated them. */
    Set<RoleName> beyond(Instant now) {
        return byRole.values().stream()
                .filter(due -> due.expires().isAfter(now.plus(due.lifetime())))
                .map(DueRole::role)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether a client would refuse some role now. */
    boolean anyExpired(Instant now) {
        return byRole.values().stream().anyMatch(due -> Validity.isExpired(due.expires(), now));
    }

    Optional<Instant> expires(RoleName role) {
        return Optional.ofNullable(byRole.get(role)).map(DueRole::expires);
    }

    /** The earliest expiry among delegated roles. */
    Optional<Instant> firstDelegatedExpiry() {
        return byRole.values().stream()
                .filter(due -> !due.role().isTopLevel())
                .map(DueRole::expires)
                .min(Comparator.naturalOrder());
    }

    /** A number from 0 to 1 that depends on the name alone. */
    private static double spread(RoleName role) {
        var mixed = role.value().hashCode() * 0x9E3779B97F4A7C15L;
        return (mixed >>> 40) / (double) (1L << 24);
    }
}
