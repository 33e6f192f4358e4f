package dev.countersign.tuf;

import dev.countersign.json.Ascii;
import dev.countersign.json.CodePoints;
import dev.countersign.json.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The name of a role: one of the four top-level ones, or that of a delegated targets role.
 *
 * <p>From the most names to the fewest: the constructor takes every name that somebody's metadata may give a role, {@link
 * #publishable} those that this software may have published, {@link #delegated} no top-level one, {@link #existingCustom}
 * no hash bin either, and {@link #newCustom} none of the names kept for other uses.
 */
public record RoleName(String value) implements Comparable<RoleName> {
    public static final RoleName ROOT = new RoleName("root");
    public static final RoleName TIMESTAMP = new RoleName("timestamp");
    public static final RoleName SNAPSHOT = new RoleName("snapshot");
    public static final RoleName TARGETS = new RoleName("targets");

    /** The one name of all versions of the timestamp (specification, 6.2.1). */
    public static final String TIMESTAMP_FILE = "timestamp.json";

    /** All four, in the order of a Root's members that this software writes. */
    public static final List<RoleName> TOP_LEVEL = List.of(ROOT, TIMESTAMP, SNAPSHOT, TARGETS);

    /** The top-level roles that the service signs itself, with its online key. */
    public static final List<RoleName> ONLINE = List.of(TIMESTAMP, SNAPSHOT, TARGETS);

    /** What a client reads: longer than any name that is of use. */
    private static final int MAX_READ = 1_024;

    private static final int MAX_LENGTH = 100;
    private static final String LENGTH = "1 to " + MAX_LENGTH + " characters";
    private static final String CHARACTERS = "A-Z a-z 0-9 . _ -";

    /** What {@link #hasForm} asks for, in words. */
    public static final String FORM = LENGTH + " of " + CHARACTERS;

    /**
     * Checks the parts. A name may hold what means something in an address or a path; who makes one of it must escape it.
     *
     * @throws TufException.InvalidName for an empty text, an endless one, and half a character
     */
    public RoleName {
        if (value.isEmpty() || value.length() > MAX_READ || CodePoints.hasLoneSurrogate(value)) {
            throw refused(value, "expected: 1 to " + MAX_READ + " whole characters");
        }
    }

    /**
     * A top-level role or one that this software may have published.
     *
     * @throws TufException.InvalidName for any other text
     */
    public static RoleName publishable(String value) {
        return topLevelNames().contains(value) ? new RoleName(value) : delegated(value);
    }

    /**
     * The name of a delegated role: of the {@linkplain #hasForm form}, a letter or digit first, not a top-level name in
     * any case, not all digits, not a name JavaScript objects already have.
     *
     * @throws TufException.InvalidName for any other text
     */
    public static RoleName delegated(String value) {
        checkDelegated(value);
        return new RoleName(value);
    }

    /**
     * The name of a custom role that is to be created: that of a {@link #delegated} role, and not kept for another use.
     * Roles from before that rule keep their names.
     *
     * @throws TufException.InvalidName for any other text
     */
    public static RoleName newCustom(String value) {
        var name = delegated(value);
        name.problemAsNew().ifPresent(reason -> {
            throw refused(value, reason);
        });
        return name;
    }

    /**
     * The name of a custom role that may have been created before names were kept for other uses: that of a {@link
     * #delegated} role, and no hash bin.
     *
     * @throws TufException.InvalidName for any other text
     */
    public static RoleName existingCustom(String value) {
        var name = delegated(value);
        if (HashBins.isKeptName(value)) {
            throw refused(value, name.problemAsNew().orElseThrow());
        }
        return name;
    }

    /**
     * Why no new custom role may have this name; empty when one may. For a custom role that exists it is advice only.
     */
    public Optional<String> problemAsNew() {
        return ReservedNames.keptFor(value).map(use -> "expected: a name that is not kept for " + use);
    }

    /**
     * Names that are equal but for case: clients keep a role's file under its name, and some file systems ignore case.
     *
     * @return a sentence for each pair
     */
    public static List<String> clashes(Collection<String> names) {
        var seen = new HashMap<String, String>();
        var clashes = new ArrayList<String>();
        for (var name : names) {
            var other = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (other != null && !other.equals(name)) {
                clashes.add("role names " + Printable.quoted(other) + " and " + Printable.quoted(name)
                        + " (expected: no two names that are equal but for case)");
            }
        }
        return clashes;
    }

    /** Whether a text has the length and the characters of a name, whatever else may speak against it. */
    public static boolean hasForm(String value) {
        return hasLength(value) && hasCharacters(value);
    }

    public boolean isTopLevel() {
        return topLevelNames().contains(value);
    }

    public static Set<String> topLevelNames() {
        return TopLevel.NAMES;
    }

    /** The file this version is published as. */
    public String fileName(int version) {
        return equals(TIMESTAMP) ? TIMESTAMP_FILE : version + "." + metaName();
    }

    /** The member of the snapshot's {@code meta} that speaks of this role, such as {@code targets.json}. */
    public String metaName() {
        return value + ".json";
    }

    private static void checkDelegated(String value) {
        if (!hasLength(value)) {
            throw refused(value, "expected: " + LENGTH);
        }
        if (!Ascii.isLetterOrDigit(value.charAt(0)) || !hasCharacters(value)) {
            throw refused(value, "expected: " + CHARACTERS + " and a letter or digit first");
        }
        if (topLevelNames().contains(value.toLowerCase(Locale.ROOT))) {
            throw refused(value, "expected: not the name of a top-level role");
        }
        if (ReservedNames.isAllDigits(value) || ReservedNames.isPrototypeMember(value)) {
            throw refused(value, "expected: not a name that JavaScript clients reorder or already have");
        }
    }

    private static TufException.InvalidName refused(String value, String reason) {
        return new TufException.InvalidName("role name", value, reason);
    }

    private static boolean hasLength(String value) {
        return !value.isEmpty() && value.length() <= MAX_LENGTH;
    }

    private static boolean hasCharacters(String value) {
        return value.chars().allMatch(RoleName::allowed);
    }

    private static boolean allowed(int c) {
        return Ascii.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-';
    }

    @Override
    public int compareTo(RoleName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    /** Apart from the record, whose own constants are made while it initialises. */
    private static final class TopLevel {
        static final Set<String> NAMES = Set.of("root", "timestamp", "snapshot", "targets");
    }
}
