package dev.countersign.access.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.InvalidRule;
import dev.countersign.access.certificate.CertificateName.NameKind;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import javax.naming.ldap.Rdn;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

/** Certificates with random names and random faults, and rules of random text. */
class RandomCertificatesTest {
    private static final String HARD = "aA ,+=\"\\<>;#\0\u00e9\u212a\u202e*.@:/0";
    private final Random random = new Random(20_261_128);

    @Test
    void aRuleIsForTheNameItWasWrittenForAndForNoOther() {
        for (int i = 0; i < 300; i++) {
            var value = text();
            var other = text();
            var certificate = TestCertificate.of(new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.O, new DERUTF8String("Example"))
                    .addRDN(BCStyle.CN, random.nextBoolean() ? new DERUTF8String(value) : new DERBMPString(value))
                    .build());

            assertThat(subject(value).isOf(certificate)).as(value).isTrue();
            assertThat(subject(other).isOf(certificate)).as(other).isEqualTo(value.equals(other));
        }
    }

    private static CertificateName subject(String value) {
        return CertificateName.subject("CN=" + Rdn.escapeValue(value) + ",O=Example");
    }

    @Test
    void aCertificateWithFaultsHasOtherNamesOrNone() throws Exception {
        var right = TestCertificate.of(
                new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.O, new DERUTF8String("Example"))
                        .addRDN(BCStyle.CN, new DERUTF8String("release"))
                        .build(),
                new GeneralName(GeneralName.dNSName, "build.example.org"),
                new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.org/ci"));
        var names = List.of(
                CertificateName.subject("CN=release,O=Example"),
                CertificateName.alternative(NameKind.DNS, "build.example.org"),
                CertificateName.alternative(NameKind.URI, "spiffe://example.org/ci"));
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            var faulty = parse(withFaults(right.getEncoded()));
            if (faulty.isPresent()) {
                read++;
                names.forEach(name -> name.isOf(faulty.get()));
            }
        }
        assertThat(read).as("certificates that could be read").isGreaterThan(1000);
    }

    private byte[] withFaults(byte[] encoded) {
        for (int faults = 1 + random.nextInt(3); faults > 0; faults--) {
            encoded[random.nextInt(encoded.length)] = (byte) random.nextInt(256);
        }
        return encoded;
    }

    private static Optional<X509Certificate> parse(byte[] encoded) {
        try {
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded)));
        } catch (CertificateException unreadable) {
            return Optional.empty();
        }
    }

    @Test
    void anyTextIsANameOrIsRefused() {
        for (int i = 0; i < 20_000; i++) {
            var text = (random.nextBoolean() ? "CN=" : "") + text();
            try {
                assertThat(CertificateName.subject(text).text()).isEqualTo(text);
            } catch (InvalidRule refused) {
                assertThat(refused.getMessage()).hasSizeLessThan(1000);
            }
            for (var kind : NameKind.values()) {
                try {
                    assertThat(CertificateName.alternative(kind, text).text()).startsWith(kind.word());
                } catch (InvalidRule refused) {
                    assertThat(refused.getMessage()).hasSizeLessThan(1000);
                }
            }
        }
    }

    private String text() {
        return random.ints(1 + random.nextInt(8), 0, HARD.length())
                .mapToObj(at -> HARD.substring(at, at + 1))
                .collect(Collectors.joining());
    }
}
