package dev.countersign.tuf;

/**
 * A step of the search for a target: a role to look into.
 *
 * @param terminating whether nothing after it may be looked into
 */
public record Delegation(RoleName name, boolean terminating) {}
