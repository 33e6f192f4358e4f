package dev.countersign.tuf;

import dev.countersign.json.Ascii;
import dev.countersign.json.InvalidValue;
import java.util.List;

/** The target paths that a delegation speaks for (specification, 4.5). */
public sealed interface PathSet {
    default boolean matches(TargetPath path) {
        return matches(new SoughtPath(path));
    }

    boolean matches(SoughtPath path);

    /** Shell patterns in which {@code *}, {@code ?} and {@code [...]} stop at a slash. */
    record Paths(List<String> patterns) implements PathSet {
        public Paths {
            patterns = List.copyOf(patterns);
        }

        @Override
        public boolean matches(SoughtPath path) {
            return patterns.stream().anyMatch(pattern -> Glob.matches(pattern, path.value()));
        }
    }

    /** Leading hexadecimal digits of the SHA-256 of a path. */
    record PathHashPrefixes(List<String> prefixes) implements PathSet {
        public PathHashPrefixes {
            prefixes = List.copyOf(prefixes);
            for (var prefix : prefixes) {
                if (prefix.length() > 64 || !Ascii.isLowerCaseHex(prefix)) {
                    throw new InvalidValue("path_hash_prefixes", prefix, "at most 64 lower-case hexadecimal digits");
                }
            }
        }

        @Override
        public boolean matches(SoughtPath path) {
            for (var prefix : prefixes) {
                if (path.hash().startsWith(prefix)) {
                    return true;
                }
            }
            return false;
        }
    }
}
