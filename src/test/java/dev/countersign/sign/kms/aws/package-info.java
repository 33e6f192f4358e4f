/** Tests of the package of the same name. */
@NullMarked
package dev.countersign.sign.kms.aws;

import org.jspecify.annotations.NullMarked;
