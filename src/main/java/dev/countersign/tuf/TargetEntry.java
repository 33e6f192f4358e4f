package dev.countersign.tuf;

import org.jspecify.annotations.Nullable;

/**
 * One edit of a targets role.
 *
 * @param path the target
 * @param file its canonical {@link TargetFile} to set, or null to remove it
 */
public record TargetEntry(TargetPath path, @Nullable Bytes file) {}
