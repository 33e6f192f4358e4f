package dev.countersign.aws;

/** There are no credentials to sign with, or none at the moment; the message says where they were looked for. */
public final class CredentialsUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CredentialsUnavailable(String message) {
        super(message, null, false, false);
    }
}
