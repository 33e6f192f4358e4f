/** The sparse index of cargo. */
@NullMarked
package dev.countersign.packages.cargo;

import org.jspecify.annotations.NullMarked;
