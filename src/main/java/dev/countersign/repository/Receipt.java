package dev.countersign.repository;

/** What became of a submission that was handed in. */
public sealed interface Receipt {

    /** It is in the journal, and will be applied. */
    record Durable() implements Receipt {}

    /** It is not in the journal. Only when a store is {@link Unavailable}, it may be there after all. */
    record NotTaken(RepositoryException reason) implements Receipt {}
}
