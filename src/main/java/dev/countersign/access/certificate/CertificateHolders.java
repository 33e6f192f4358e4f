package dev.countersign.access.certificate;

import dev.countersign.access.Actor;
import dev.countersign.access.Authentication;
import dev.countersign.access.Caller;
import dev.countersign.access.Credential;
import dev.countersign.access.Grants;
import dev.countersign.access.Recognition;
import dev.countersign.json.Printable;
import io.vertx.core.Future;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Callers who hold the key of a certificate. TLS has verified the chain, its purpose and the key when the connection began;
 * because connections live long, its validity is checked again here.
 */
public final class CertificateHolders implements Authentication {
    private final List<CertificateRule> rules;
    private final InstantSource clock;

    public CertificateHolders(List<CertificateRule> rules, InstantSource clock) {
        this.rules = List.copyOf(rules);
        this.clock = clock;
    }

    @Override
    public Future<Recognition> recognise(Credential credential) {
        return Future.succeededFuture(
                credential instanceof Credential.ClientCertificate(var certificate)
                        ? recognise(certificate)
                        : new Recognition.Unknown("not a certificate"));
    }

    private Recognition recognise(X509Certificate certificate) {
        var expires = certificate.getNotAfter().toInstant();
        if (!isValid(certificate, clock.instant())) {
            return new Recognition.Unknown("its certificate is not valid now (until " + expires + ")");
        }
        var met = rules.stream().filter(rule -> rule.isMetBy(certificate)).toList();
        return met.isEmpty()
                ? new Recognition.Unknown("no rule of access.certificates is for the certificate of "
                        + Printable.quoted(certificate.getSubjectX500Principal().getName()))
                : new Recognition.Known(new Caller(
                        new Actor.CertificateHolder(met.getFirst().text()), grants(met), Optional.of(expires)));
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    private static Grants grants(List<CertificateRule> met) {
        return new Grants(met.stream()
                .flatMap(rule -> rule.grants().all().stream())
                .distinct()
                .toList());
    }
}
