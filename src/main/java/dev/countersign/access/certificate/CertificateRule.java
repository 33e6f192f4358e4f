package dev.countersign.access.certificate;

import dev.countersign.access.Grants;
import dev.countersign.access.InvalidRule;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/** What the holder of a certificate with all these names may do. */
public record CertificateRule(List<CertificateName> names, Grants grants) {
    public CertificateRule {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new InvalidRule("no name (expected: at least one of subject, dns, uri and email)");
        }
    }

    boolean isMetBy(X509Certificate certificate) {
        return names.stream().allMatch(name -> name.isOf(certificate));
    }

    /** For people: the names. */
    String text() {
        return names.stream().map(CertificateName::text).collect(Collectors.joining(" "));
    }
}
