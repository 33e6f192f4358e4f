package dev.countersign.repository;

/** What tells a repository apart from every other one there ever was, also from one that had its name before. */
public record RepositoryId(int value) implements Comparable<RepositoryId> {
    /** The one that there always is: {@code default}. */
    public static final RepositoryId DEFAULT = new RepositoryId(1);

    @Override
    public int compareTo(RepositoryId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
