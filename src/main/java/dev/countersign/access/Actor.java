package dev.countersign.access;

/** Who does something. None of them holds a secret. */
public sealed interface Actor {
    /** What kind of caller this is, in one word. */
    String kind();

    /** Whom people mean. */
    String name();

    /** Both, in one line that tells every actor apart from all others. */
    default String text() {
        return kind() + ":" + name();
    }

    record TokenHolder(TokenId id, String name) implements Actor {
        @Override
        public String kind() {
            return "token";
        }

        @Override
        public String text() {
            return "token:" + id.value() + ":" + name;
        }
    }

    /** Whoever a provider of OpenID Connect says it is. */
    record IssuerSubject(String issuer, String subject) implements Actor {
        @Override
        public String kind() {
            return "oidc";
        }

        @Override
        public String name() {
            return issuer + " " + subject;
        }
    }

    /** The holder of the key of a certificate. */
    record CertificateHolder(String subject) implements Actor {
        @Override
        public String kind() {
            return "certificate";
        }

        @Override
        public String name() {
            return subject;
        }
    }

    /** Whoever can reach the database itself. */
    record Operator() implements Actor {
        @Override
        public String kind() {
            return "operator";
        }

        @Override
        public String name() {
            return "command line";
        }
    }

    /** Somebody without credentials. */
    record Anonymous() implements Actor {
        @Override
        public String kind() {
            return "anonymous";
        }

        @Override
        public String name() {
            return "anonymous";
        }
    }

    /** Anybody at all, because nobody is asked. */
    record Anybody() implements Actor {
        @Override
        public String kind() {
            return "open";
        }

        @Override
        public String name() {
            return "anybody";
        }
    }
}
