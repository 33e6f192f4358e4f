/** {@code countersign verify}: any TUF repository, looked at as a client does and as a monitor would. */
@NullMarked
package dev.countersign.cli.verify;

import org.jspecify.annotations.NullMarked;
