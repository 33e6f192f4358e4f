package dev.countersign.access.oidc;

import dev.countersign.json.InvalidInput;

/**
 * A token of an issuer is not believed. The message says why, for the operator's log; the caller is told only that the token
 * is not accepted. It never holds the token.
 */
final class UntrustedToken extends InvalidInput {
    private static final long serialVersionUID = 1;

    UntrustedToken(String reason) {
        super(reason);
    }
}
