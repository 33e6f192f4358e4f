package dev.countersign.access.certificate;

import dev.countersign.access.InvalidRule;
import dev.countersign.json.Printable;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/** A name that a certificate can have. It is compared as a whole, character by character; no star stands for anything. */
public sealed interface CertificateName {
    boolean isOf(X509Certificate certificate);

    /** For people: the kind of name, and the name. */
    String text();

    /** The subject, all of it. */
    record Subject(String written, SubjectName name) implements CertificateName {
        @Override
        public boolean isOf(X509Certificate certificate) {
            return SubjectName.find(certificate.getSubjectX500Principal())
                    .filter(name::equals)
                    .isPresent();
        }

        @Override
        public String text() {
            return written;
        }
    }

    /** One of the alternative names. */
    record Alternative(NameKind kind, String value) implements CertificateName {
        @Override
        public boolean isOf(X509Certificate certificate) {
            return alternatives(certificate).stream()
                    .anyMatch(each -> Objects.equals(each.get(0), kind.tag)
                            && each.get(1) instanceof String name
                            && kind.isForm(name)
                            && kind.form(name).equals(value));
        }

        private static Collection<List<?>> alternatives(X509Certificate certificate) {
            try {
                return Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.of());
            } catch (CertificateParsingException unreadable) {
                return List.of();
            }
        }

        @Override
        public String text() {
            return kind.word() + ":" + value;
        }
    }

    /** Kinds of alternative names, with their numbers in certificates (RFC 5280, 4.2.1.6). */
    enum NameKind {
        EMAIL(1, Pattern.compile("[\\x21-\\x7E]+@[\\x21-\\x7E]+")),
        DNS(2, Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*")),
        URI(6, Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[\\x21-\\x7E]+"));

        private final int tag;
        private final Pattern pattern;

        NameKind(int tag, Pattern pattern) {
            this.tag = tag;
            this.pattern = pattern;
        }

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** ASCII only: some other characters become ASCII in lower case. */
        private boolean isForm(String name) {
            return pattern.matcher(name).matches();
        }

        /** The form that is compared: host names in lower case, others as they are. */
        private String form(String name) {
            return this == DNS ? name.toLowerCase(Locale.ROOT) : name;
        }
    }

    /** @throws InvalidRule for a text that is no subject */
    static CertificateName subject(String text) {
        return new Subject(text, SubjectName.parse(text));
    }

    /** @throws InvalidRule for a text that cannot be such a name */
    static CertificateName alternative(NameKind kind, String text) {
        if (text.length() > 1024 || !kind.isForm(text)) {
            throw new InvalidRule(Printable.quoted(text) + " (expected: a whole " + kind.name()
                    + " name as in a certificate; no * stands for anything)");
        }
        return new Alternative(kind, kind.form(text));
    }
}
