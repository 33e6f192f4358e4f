package dev.countersign.access.oidc;

import dev.countersign.json.InvalidInput;

/** A document that an issuer publishes cannot be used. */
final class UnusableDocument extends InvalidInput {
    private static final long serialVersionUID = 1;

    UnusableDocument(String problem) {
        super(problem);
    }
}
