package dev.countersign.access.oidc;

import dev.countersign.json.InvalidInput;

/** What an issuer publishes about itself cannot be used. */
final class UnusableDocument extends InvalidInput {
    private static final long serialVersionUID = 1;

    UnusableDocument(String problem) {
        super(problem);
    }
}
