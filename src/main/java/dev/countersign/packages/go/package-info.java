/** The protocol of Go's module proxies. */
@NullMarked
package dev.countersign.packages.go;

import org.jspecify.annotations.NullMarked;
