/** Private keys in PKCS#11 tokens, which sign by themselves and never give a key away. */
@NullMarked
package dev.countersign.sign.pkcs11;

import org.jspecify.annotations.NullMarked;
