package dev.countersign.tuf;

import java.util.Optional;
import java.util.regex.Pattern;

/** What people call a repository, and what stands for it in addresses. */
public record RepositoryName(String value) implements Comparable<RepositoryName> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?");

    /** The one that there always is; addresses without a name mean it. */
    public static final RepositoryName DEFAULT = new RepositoryName("default");

    /** What a name is made of, for people. */
    public static final String FORM =
            "1 to 63 characters: a to z, 0 to 9, and inside also - _ and ., such as pypi or team-a.crates";

    /** What is wrong with any other text. */
    public static final String PROBLEM = "not a name of a repository (expected: " + FORM + ")";

    public RepositoryName {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(PROBLEM);
        }
    }

    /** Empty for a text that no repository can be called. */
    public static Optional<RepositoryName> parse(String text) {
        return NAME.matcher(text).matches() ? Optional.of(new RepositoryName(text)) : Optional.empty();
    }

    @Override
    public int compareTo(RepositoryName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
