package dev.countersign.http.api;

import dev.countersign.repository.MirrorName;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.Repositories.ServedRepository;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The mirrors of one repository.
 *
 * @param declared which of them the configuration of this node declares
 */
public record RegisteredMirrors(
        Supplier<ServedRepository> repository, Mirrors mirrors, Predicate<MirrorName> declared) {}
