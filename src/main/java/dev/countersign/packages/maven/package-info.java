/** The layout of a Maven repository, and its metadata. */
@NullMarked
package dev.countersign.packages.maven;

import org.jspecify.annotations.NullMarked;
