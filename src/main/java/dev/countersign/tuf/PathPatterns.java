package dev.countersign.tuf;

import dev.countersign.json.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The shell patterns of delegations (specification, 4.5): which are refused because TUF clients read them differently, and
 * what to know about the others. {@code docs/names.md} has the trial on which both rest.
 */
public final class PathPatterns {
    /** The beginning of a class, alternatives, an escape: to some clients, or an error to others. */
    private static final String READ_DIFFERENTLY = "[{}\\";
    /** Before a parenthesis, tuf-js takes them for the beginning of a group. */
    private static final String BEFORE_GROUP = "+*?@!";

    private PathPatterns() {}

    /**
     * A pattern of a role.
     *
     * @param role the role's name
     */
    public record Owned(String role, String pattern) {}

    /** Why a pattern is refused; empty when all clients read it alike and some target path can match it. */
    public static Optional<String> problem(String pattern) {
        return Optional.ofNullable(reason(pattern)).map(reason -> Printable.quoted(pattern) + " (" + reason + ")");
    }

    private static @Nullable String reason(String pattern) {
        if (pattern.isEmpty() || pattern.length() > Limits.PATH) {
            return "expected: 1 to " + Limits.PATH + " characters";
        }
        for (int i = 0; i < pattern.length(); i++) {
            var reason = reason(pattern, i);
            if (reason != null) {
                return reason;
            }
        }
        if (List.of(pattern.split("/", -1)).contains("**")) {
            return "expected: a single *; none crosses a slash, so name every level: */*";
        }
        // Whatever fills its wildcards, such a pattern never becomes a target path that is allowed.
        return TargetPathPolicy.PORTABLE
                .check(pattern.replace('*', 'x').replace('?', 'x'))
                .map(reason -> "no target path can match it: " + reason)
                .orElse(null);
    }

    private static @Nullable String reason(String pattern, int at) {
        char c = pattern.charAt(at);
        if (READ_DIFFERENTLY.indexOf(c) >= 0) {
            return "it holds " + c + "; expected: none of [ { } \\, which clients read differently";
        }
        if (c == '!' && (at == 0 || pattern.charAt(at - 1) == '/')) {
            return "it holds ! at the beginning of a segment, where one client reads \"not\"; expected: ! further on";
        }
        if (c == '(' && at > 0 && BEFORE_GROUP.indexOf(pattern.charAt(at - 1)) >= 0) {
            return "it holds " + pattern.charAt(at - 1)
                    + "(, where one client reads the beginning of a group; expected: no " + "( behind + * ? @ !";
        }
        return null;
    }

    /** What to know about a pattern that is not refused. */
    public static List<String> advice(String pattern) {
        var advice = new ArrayList<String>();
        if (pattern.contains("**")) {
            advice.add("** is no more than *, which does not go beyond a slash");
        }
        if (pattern.contains("?")) {
            advice.add("? stands for one byte in some clients, so not for a letter beyond ASCII");
        }
        return advice;
    }

    /**
     * Patterns of different roles that are the same but for case, which some clients on Windows take for one.
     *
     * @return a sentence for each two such
     */
    public static List<String> clashes(Collection<Owned> patterns) {
        var seen = new HashMap<String, Owned>();
        var clashes = new ArrayList<String>();
        for (var each : patterns) {
            var other = seen.putIfAbsent(each.pattern().toLowerCase(Locale.ROOT), each);
            if (other != null
                    && !other.role().equals(each.role())
                    && !other.pattern().equals(each.pattern())) {
                clashes.add("paths: " + Printable.quoted(other.pattern()) + " and " + Printable.quoted(each.pattern())
                        + " (expected: no two roles with patterns that are equal but for case)");
            }
        }
        return clashes;
    }
}
