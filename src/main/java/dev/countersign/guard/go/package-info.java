/** Module proxies of Go ({@code GOPROXY}). */
@NullMarked
package dev.countersign.guard.go;

import org.jspecify.annotations.NullMarked;
