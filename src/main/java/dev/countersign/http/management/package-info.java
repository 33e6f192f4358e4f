/** Health, readiness and metrics, on a port for operators. */
@NullMarked
package dev.countersign.http.management;

import org.jspecify.annotations.NullMarked;
