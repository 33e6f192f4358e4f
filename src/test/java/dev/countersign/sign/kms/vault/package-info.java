/** Tests of the package of the same name. */
@NullMarked
package dev.countersign.sign.kms.vault;

import org.jspecify.annotations.NullMarked;
