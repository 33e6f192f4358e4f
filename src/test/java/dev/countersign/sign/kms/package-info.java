/** Tests of the package of the same name, and the double of a key service that they share. */
@NullMarked
package dev.countersign.sign.kms;

import org.jspecify.annotations.NullMarked;
