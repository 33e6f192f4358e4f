/**
 * {@code countersign key}, and the keys that other commands sign with: files and tokens, and their passphrases.
 */
@NullMarked
package dev.countersign.cli.key;

import org.jspecify.annotations.NullMarked;
