package dev.countersign.repository;

import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Validity;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a repository was bootstrapped with and may be changed later: days of validity by role name ({@code root},
 * {@code targets}, {@code snapshot}, {@code timestamp}, {@code bins} for every bin, and each custom role), and the
 * layout of its targets.
 *
 * @param bins hash bins for every target that no custom role matches, or null when there are none
 * @param delegations custom delegated roles as first asked for, or null; kept only until bootstrap has finished
 */
public record Settings(
        SortedMap<String, Integer> expirationDays,
        @Nullable BinSettings bins,
        Change.@Nullable DelegationRequest delegations) {

    public Settings {
        expirationDays.forEach((role, days) -> {
            Validity.problem(days).ifPresent(problem -> {
                throw new IllegalArgumentException("expiration of " + role + ": " + problem);
            });
        });
        expirationDays = Collections.unmodifiableSortedMap(new TreeMap<>(expirationDays));
    }

    /** Days of validity of a role; bins share one policy. */
    public int days(String role) {
        var days = expirationDays.get(role);
        return days != null ? days : expirationDays.getOrDefault(HashBins.NAME, 1);
    }

    /** The shortest validity of all. */
    public int shortestDays() {
        return expirationDays.values().stream().min(Integer::compare).orElse(1);
    }

    public Settings withExpirationDays(SortedMap<String, Integer> changed) {
        var days = new TreeMap<>(expirationDays);
        days.putAll(changed);
        return new Settings(days, bins, delegations);
    }

    /** With policies of delegated roles: one that has none of its own yet gets that of targets. */
    Settings withRoles(List<RoleName> roles) {
        var days = new TreeMap<>(expirationDays);
        var usual = days(RoleName.TARGETS.value());
        roles.forEach(role -> days.putIfAbsent(HashBins.isBin(role) ? HashBins.NAME : role.value(), usual));
        return new Settings(days, bins, delegations);
    }

    public Settings withoutRole(String role) {
        var days = new TreeMap<>(expirationDays);
        days.remove(role);
        return new Settings(days, bins, delegations);
    }

    /** Hash bins: {@code requested} as submitted (any number that {@link HashBins#problem} allows), and how clients find them. */
    public record BinSettings(int requested, BinStyle style) {
        public BinSettings {
            HashBins.problem(requested).ifPresent(problem -> {
                throw new IllegalArgumentException("number of hash bins: " + problem);
            });
        }

        /** The bins that there are. */
        public HashBins layout() {
            return HashBins.forRequested(requested);
        }
    }
}
