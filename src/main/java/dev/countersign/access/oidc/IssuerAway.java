package dev.countersign.access.oidc;

/** An issuer's keys cannot be had now, so its tokens can be neither believed nor refused. The message is for operators. */
public final class IssuerAway extends RuntimeException {
    private static final long serialVersionUID = 1;

    public IssuerAway(String message) {
        super(message, null, false, false);
    }
}
