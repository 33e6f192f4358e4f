package dev.countersign.ceremony;

import java.util.List;

/** Roles that no path reaches: the first role in order that matches a path has it. */
final class RoleOrder {
    private RoleOrder() {}

    static void check(List<RoleDraft> roles, Findings.Builder findings) {
        for (int i = 1; i < roles.size(); i++) {
            var later = roles.get(i);
            for (var earlier : roles.subList(0, i)) {
                later.paths().forEach(pattern -> checkReached(later, pattern, earlier, findings));
            }
        }
    }

    private static void checkReached(RoleDraft later, String pattern, RoleDraft earlier, Findings.Builder findings) {
        earlier.paths().stream()
                .filter(general -> covers(general, pattern))
                .findFirst()
                .ifPresent(general -> findings.warn(RoleDraft.where(later.name(), pattern) + ": never used, because "
                        + RoleDraft.where(earlier.name(), general) + " comes first and matches the same paths"));
    }

    /** Whether the first pattern matches all that the second matches; false when that is not certain. */
    static boolean covers(String general, String special) {
        var generals = general.split("/", -1);
        var specials = special.split("/", -1);
        if (generals.length != specials.length) {
            return false;
        }
        for (int i = 0; i < generals.length; i++) {
            if (!generals[i].equals("*") && !generals[i].equals(specials[i]) && !endsCover(generals[i], specials[i])) {
                return false;
            }
        }
        return true;
    }

    /** Patterns with one star and otherwise plain text. */
    private static boolean endsCover(String general, String special) {
        int star = general.indexOf('*');
        if (star < 0 || general.indexOf('*', star + 1) >= 0 || general.contains("?") || general.contains("[")) {
            return false;
        }
        var head = general.substring(0, star);
        var tail = general.substring(star + 1);
        return special.length() >= head.length() + tail.length() && special.startsWith(head) && special.endsWith(tail);
    }
}
