/**
 * {@code countersign status} and {@code countersign task}: what is published, and what became of a task.
 */
@NullMarked
package dev.countersign.cli.status;

import org.jspecify.annotations.NullMarked;
