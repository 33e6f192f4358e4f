/** {@code countersign sign}: what waits for signatures, shown against what is trusted, signed here or offline, and sent. */
@NullMarked
package dev.countersign.cli.signing;

import org.jspecify.annotations.NullMarked;
