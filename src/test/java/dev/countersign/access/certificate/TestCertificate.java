package dev.countersign.access.certificate;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates with any names, as an authority of bad manners might. */
final class TestCertificate {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant END = Instant.parse("2027-01-01T00:00:00Z");

    private static final KeyPair KEYS = keys();

    private TestCertificate() {}

    static X509Certificate of(X500Name subject, GeneralName... alternatives) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=authority"),
                    BigInteger.ONE,
                    Date.from(BEGIN),
                    Date.from(END),
                    subject,
                    KEYS.getPublic());
            if (alternatives.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, true, new GeneralNames(alternatives));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
