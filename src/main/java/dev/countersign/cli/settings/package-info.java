/**
 * {@code countersign config} and {@code countersign bump}: what an administrator sets.
 */
@NullMarked
package dev.countersign.cli.settings;

import org.jspecify.annotations.NullMarked;
