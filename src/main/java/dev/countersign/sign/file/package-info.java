/**
 * Private keys in files: how they are made, loaded and used. Bytes of a private key never leave this package, and no type
 * here prints one.
 */
@NullMarked
package dev.countersign.sign.file;

import org.jspecify.annotations.NullMarked;
