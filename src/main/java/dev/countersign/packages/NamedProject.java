package dev.countersign.packages;

import org.jspecify.annotations.Nullable;

/**
 * A project as the list of all projects of a registry names it.
 *
 * @param mark differs as soon as the project has changed; null when the registry says nothing of that
 */
public record NamedProject(String name, @Nullable String mark) {}
