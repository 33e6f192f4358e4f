/** Keys in Azure Key Vault ({@code azurekms://VAULT.vault.azure.net/keys/NAME/VERSION}), which sign digests. */
@NullMarked
@CheckReturnValue
package dev.countersign.sign.kms.azure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
