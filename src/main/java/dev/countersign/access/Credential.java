package dev.countersign.access;

import java.security.cert.X509Certificate;

/** What a caller shows of itself. Holds secrets: none is ever printed. */
public sealed interface Credential {
    /** Nothing. */
    record None() implements Credential {}

    /** A token of ours, or one of an issuer that is trusted. */
    record Bearer(String text) implements Credential {
        @Override
        public String toString() {
            return "Bearer[…]";
        }
    }

    /** The same as the password of any user. */
    record Basic(String user, String password) implements Credential {
        @Override
        public String toString() {
            return "Basic[…]";
        }
    }

    /** A certificate whose chain and key the transport has verified. */
    record ClientCertificate(X509Certificate certificate) implements Credential {}

    /** Something that is no credential we know. */
    record UnreadableCredential() implements Credential {}
}
