/** Tests of the package of the same name. */
@NullMarked
package dev.countersign.sign.kms.google;

import org.jspecify.annotations.NullMarked;
