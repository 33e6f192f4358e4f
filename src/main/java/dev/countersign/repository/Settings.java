package dev.countersign.repository;

import java.util.Collections;
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
        @Nullable Bins bins,
        Change.@Nullable DelegationRequest delegations) {

    /** The longest validity we sign, in days; keeps the year of every expiry within four digits. */
    public static final int MAX_DAYS = 36_500;

    public Settings {
        expirationDays.forEach((role, days) -> {
            if (days < 1 || days > MAX_DAYS) {
                throw new IllegalArgumentException(
                        "expiration of " + role + ": " + days + " (expected: 1 to " + MAX_DAYS + " days)");
            }
        });
        expirationDays = Collections.unmodifiableSortedMap(new TreeMap<>(expirationDays));
    }

    /** Days of validity of a role; bins share one policy. */
    public int days(String role) {
        var days = expirationDays.get(role);
        return days != null ? days : expirationDays.getOrDefault("bins", 1);
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

    public Settings withoutRole(String role) {
        var days = new TreeMap<>(expirationDays);
        days.remove(role);
        return new Settings(days, bins, delegations);
    }

    /** Hash bins: {@code requested} as submitted (any number from 2 to 16,384), and how clients find them. */
    public record Bins(int requested, Style style) {
        public static final int MAX = 16_384;
        /** Of {@link Style#PATH_HASH_PREFIXES}: that many take 0.75 MB of targets.json. */
        public static final int MAX_LISTED = 4_096;

        public Bins {
            if (requested < 2 || requested > MAX) {
                throw new IllegalArgumentException(
                        "number_of_delegated_bins: " + requested + " (expected: 2 to " + MAX + ")");
            }
        }

        /** How many bins there are. */
        public int count() {
            return 1 << bitLength();
        }

        /** RSTUF's rule: the largest power of two not above the requested number. */
        public int bitLength() {
            return 31 - Integer.numberOfLeadingZeros(requested);
        }
    }

    /** How targets.json names the bins. */
    public enum Style {
        SUCCINCT,
        PATH_HASH_PREFIXES
    }
}
