/** Tests of the package of the same name. */
@NullMarked
package dev.countersign.sign.kms.azure;

import org.jspecify.annotations.NullMarked;
