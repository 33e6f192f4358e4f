package dev.countersign.tuf;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The shell patterns of delegations that every TUF client reads alike (specification, 4.5): literal characters, {@code
 * *} and {@code ?}, neither of which crosses a slash.
 */
public final class PathPatterns {
    private static final int MAX_LENGTH = 1024;
    /** Classes, alternatives, negations, comments and escapes to some clients, and themselves to others. */
    private static final String READ_DIFFERENTLY = "[]{}!#\\()+";

    private PathPatterns() {}

    /** Why a pattern is refused; empty when it is portable and some target path can match it. */
    public static Optional<String> problem(String pattern) {
        return Optional.ofNullable(reason(pattern)).map(reason -> quoted(pattern) + " (" + reason + ")");
    }

    private static @Nullable String reason(String pattern) {
        if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
            return "expected: 1 to " + MAX_LENGTH + " characters";
        }
        for (int i = 0; i < READ_DIFFERENTLY.length(); i++) {
            if (pattern.indexOf(READ_DIFFERENTLY.charAt(i)) >= 0) {
                return "expected: none of [ ] { } ! # \\ ( ) +, which clients read differently";
            }
        }
        if (pattern.contains("**")) {
            return "expected: a single *; none crosses a slash, so name every level: */*";
        }
        // A pattern is a path with holes. What makes no path with something in them, no path can match.
        return TargetPathPolicy.PORTABLE
                .check(pattern.replace('*', 'x').replace('?', 'x'))
                .map(reason -> "no target path can match it; " + reason)
                .orElse(null);
    }

    /**
     * Two patterns that are the same but for case, which clients on some systems take for one.
     *
     * @return what is wrong, or empty when there are no two such
     */
    public static Optional<String> caseClash(Collection<String> patterns) {
        Map<String, String> seen = new HashMap<>();
        for (var pattern : patterns) {
            var other = seen.putIfAbsent(pattern.toLowerCase(Locale.ROOT), pattern);
            if (other != null && !other.equals(pattern)) {
                return Optional.of(quoted(other) + " and " + quoted(pattern)
                        + " (expected: no two patterns that are equal but for case)");
            }
        }
        return Optional.empty();
    }

    private static String quoted(String pattern) {
        return new Json.Str(pattern.length() <= 100 ? pattern : pattern.substring(0, 100) + "…").toText();
    }
}
