/** {@code countersign log}: the key of a repository's public log, and whether the log and the repository agree. */
@NullMarked
package dev.countersign.cli.log;

import org.jspecify.annotations.NullMarked;
