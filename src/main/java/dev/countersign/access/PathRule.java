package dev.countersign.access;

import dev.countersign.json.Printable;
import dev.countersign.tuf.PathPatterns;
import dev.countersign.tuf.PathSet;
import dev.countersign.tuf.TargetPath;
import java.util.List;

/** Which target paths a grant is for. */
public sealed interface PathRule {
    /** At the end of a rule: whatever follows, slashes included. */
    String REST = "**";

    boolean matches(TargetPath path);

    /** Whether this matches every path of the other. May miss a case; is never wrongly true. */
    boolean covers(PathRule other);

    /** As people write it: a pattern as in delegations, or the beginning of a path with {@value #REST} behind it. */
    String text();

    /** All paths that begin alike. */
    record Beginning(String prefix) implements PathRule {
        @Override
        public boolean matches(TargetPath path) {
            return path.value().startsWith(prefix);
        }

        @Override
        public boolean covers(PathRule other) {
            return switch (other) {
                case Beginning beginning -> beginning.prefix.startsWith(prefix);
                case Pattern pattern -> pattern.fixedBeginning().startsWith(prefix);
            };
        }

        @Override
        public String text() {
            return prefix + REST;
        }
    }

    /** A shell pattern in which {@code *} and {@code ?} stop at a slash. */
    record Pattern(String pattern) implements PathRule {
        @Override
        public boolean matches(TargetPath path) {
            return new PathSet.Paths(List.of(pattern)).matches(path);
        }

        @Override
        public boolean covers(PathRule other) {
            return switch (other) {
                case Beginning _ -> false;
                case Pattern narrower -> Wildcards.cover(pattern, narrower.pattern);
            };
        }

        @Override
        public String text() {
            return pattern;
        }

        private String fixedBeginning() {
            int at = 0;
            while (at < pattern.length() && pattern.charAt(at) != '*' && pattern.charAt(at) != '?') {
                at++;
            }
            return pattern.substring(0, at);
        }
    }

    /** @throws InvalidGrant naming what is wrong with the text */
    static PathRule parse(String text) {
        if (!text.endsWith(REST)) {
            check(text);
            return new Pattern(text);
        }
        var prefix = text.substring(0, text.length() - REST.length());
        if (prefix.contains("*") || prefix.contains("?")) {
            throw new InvalidGrant(Printable.quoted(text) + " (expected: no * or ? before the ** at the end)");
        }
        check(prefix + "x");
        return new Beginning(prefix);
    }

    private static void check(String pattern) {
        PathPatterns.problem(pattern).ifPresent(problem -> {
            throw new InvalidGrant(problem + "; all below a folder is folder/**");
        });
    }
}
