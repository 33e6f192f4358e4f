/** A Maven repository, for Maven, Gradle and others. */
@NullMarked
package dev.countersign.guard.maven;

import org.jspecify.annotations.NullMarked;
