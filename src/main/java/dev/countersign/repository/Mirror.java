package dev.countersign.repository;

import java.time.Instant;

/**
 * A place outside the service to which the metadata of a repository is copied.
 *
 * @param id never used for another
 */
public record Mirror(long id, RepositoryId repository, MirrorName name, MirrorPlace place, Instant createdAt) {}
