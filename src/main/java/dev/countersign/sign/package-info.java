/**
 * Signing: what a signer is, where signers come from, and the written forms of keys. Private keys themselves are one
 * package further down: in {@code sign.file} those in files, in {@code sign.pkcs11} those that tokens keep.
 */
@NullMarked
package dev.countersign.sign;

import org.jspecify.annotations.NullMarked;
