package dev.countersign.repository;

/** The number of a repository. No two ever have the same, not even one after the other under one name. */
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
