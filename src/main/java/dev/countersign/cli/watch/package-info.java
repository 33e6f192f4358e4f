/** {@code countersign watch}: options and configuration of what is followed, posting, reports, metrics and wake-ups. */
@NullMarked
package dev.countersign.cli.watch;

import org.jspecify.annotations.NullMarked;
