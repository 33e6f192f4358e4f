/**
 * Callers who show a token of an OpenID Connect issuer: reading and verifying it, the issuer's keys, and the rules that turn
 * its claims into grants. No network: what issuers publish comes through {@link
 * dev.countersign.access.oidc.IssuerDocuments}.
 */
@NullMarked
@CheckReturnValue
package dev.countersign.access.oidc;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
