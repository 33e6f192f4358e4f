package dev.countersign.access;

import java.security.cert.X509Certificate;

/** What a caller shows to be recognised by. Holds secrets, which are never printed. */
public sealed interface Credential {
    /** Nothing. */
    record None() implements Credential {}

    /** A token of this service or of an issuer. */
    record Bearer(String text) implements Credential {
        @Override
        public String toString() {
            return "Bearer[…]";
        }
    }

    /** A token as the password of any user. */
    record Basic(String user, String password) implements Credential {
        @Override
        public String toString() {
            return "Basic[…]";
        }
    }

    /** A certificate whose chain and key the transport has verified. */
    record ClientCertificate(X509Certificate certificate) implements Credential {}

    /** A credential of no form that is known here. */
    record UnreadableCredential() implements Credential {}
}
