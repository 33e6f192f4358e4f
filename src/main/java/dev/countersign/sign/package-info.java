/**
 * Private keys: where they live, how they are loaded and how they sign.
 * Bytes of a private key never leave this package, and no type here prints one.
 */
@NullMarked
package dev.countersign.sign;

import org.jspecify.annotations.NullMarked;
