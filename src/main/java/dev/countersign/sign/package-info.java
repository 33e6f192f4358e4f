/**
 * Signing: what a signer is, where signers come from, and the written forms of keys. Private keys in files are in {@code
 * sign.file}, those that tokens keep in {@code sign.pkcs11}.
 */
@NullMarked
package dev.countersign.sign;

import org.jspecify.annotations.NullMarked;
