/** Keys in the transit engine of HashiCorp Vault and OpenBao, which never leave it ({@code hv:NAME/VERSION}). */
@NullMarked
@CheckReturnValue
package dev.countersign.sign.kms.vault;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
