package dev.countersign.access;

/** Who does something. Holds no secret. */
public sealed interface Actor {
    /** What kind of caller this is, in one word. */
    String kind();

    /** For people. */
    String name();

    /** Kind and name, in one line that no two actors share. */
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

    /** The subject of a token of an OpenID Connect issuer. */
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

    /** The holder of a client certificate's key. */
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

    /** A caller without credentials. */
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

    /** Anybody, where access is open. */
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
