/** Benchmarks of the kernels of a publication. Built and run by the {@code jmh} profile only. */
@NullMarked
package dev.countersign.loadtest;

import org.jspecify.annotations.NullMarked;
