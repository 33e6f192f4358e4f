/** Keys in Google's Cloud KMS ({@code gcpkms:projects/…/cryptoKeyVersions/N}), which sign digests. */
@NullMarked
@CheckReturnValue
package dev.countersign.sign.kms.google;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
