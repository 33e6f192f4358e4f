package dev.countersign.http.api;

import dev.countersign.repository.MirrorName;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.RepositoryId;
import java.util.function.Predicate;

/**
 * The mirrors of one repository.
 *
 * @param declared which of them the configuration of this node declares
 */
public record RegisteredMirrors(RepositoryId repository, Mirrors mirrors, Predicate<MirrorName> declared) {}
