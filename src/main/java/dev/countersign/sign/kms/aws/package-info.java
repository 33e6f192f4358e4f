/** Keys in Amazon's key management service ({@code awskms:ID}, {@code awskms:alias/NAME} or an ARN), which sign digests. */
@NullMarked
@CheckReturnValue
package dev.countersign.sign.kms.aws;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
