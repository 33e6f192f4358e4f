package dev.countersign.ceremony;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What to know about path patterns before clients do: TUF clients match them with different shells' rules, and the
 * first role in order that matches a path has it.
 */
final class PathPatterns {
    private static final Pattern PORTABLE = Pattern.compile("[A-Za-z0-9._*?/-]+");

    private PathPatterns() {}

    static void check(List<RoleDraft> roles, Findings.Builder findings) {
        var seen = new HashMap<String, String>();
        for (var role : roles) {
            for (var pattern : role.paths()) {
                check(role.name(), pattern, findings);
                var same = seen.putIfAbsent(pattern.toLowerCase(Locale.ROOT), pattern);
                findings.warnIf(
                        same != null && !same.equals(pattern),
                        where(role.name(), pattern) + ": differs from \"" + Shown.text(String.valueOf(same))
                                + "\" in case only, which some clients ignore");
            }
        }
        checkOrder(roles, findings);
    }

    private static void check(String role, String pattern, Findings.Builder findings) {
        var where = where(role, pattern);
        if (pattern.isEmpty()) {
            findings.problem(where + ": an empty pattern (expected: such as releases/*)");
            return;
        }
        findings.warnIf(
                !PORTABLE.matcher(pattern).matches(),
                where + ": TUF clients match these characters differently (portable: letters, digits and . _ - * ? /)");
        findings.warnIf(
                pattern.startsWith("/") || pattern.endsWith("/") || pattern.contains("//"),
                where + ": matches nothing, because no path begins or ends with a slash or has two in a row");
        findings.warnIf(
                pattern.startsWith(".") || pattern.contains("/."),
                where + ": a segment that begins with a full stop is matched by * in some clients only");
        findings.warnIf(pattern.contains("**"), where + ": ** is no more than *, which does not go beyond a slash");
    }

    private static void checkOrder(List<RoleDraft> roles, Findings.Builder findings) {
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
                .ifPresent(general -> findings.warn(where(later.name(), pattern) + ": never used, because "
                        + where(earlier.name(), general) + " comes first and matches the same paths"));
    }

    /** Whether the first pattern surely matches whatever the second does; false when that is not plain to see. */
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

    private static String where(String role, String pattern) {
        return "role " + Shown.text(role) + ", path \"" + Shown.text(pattern) + "\"";
    }
}
