package dev.countersign.access.oidc;

import dev.countersign.json.InvalidInput;

/**
 * Why a token of an issuer is not believed. The sentence is for the operator's log: whoever sent the token is told nothing
 * but that it is not accepted. It never holds the token.
 */
final class UntrustedToken extends InvalidInput {
    private static final long serialVersionUID = 1;

    UntrustedToken(String reason) {
        super(reason);
    }
}
