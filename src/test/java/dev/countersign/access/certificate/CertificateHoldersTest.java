package dev.countersign.access.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.access.Actor;
import dev.countersign.access.Caller;
import dev.countersign.access.Credential;
import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.InvalidRule;
import dev.countersign.access.Permission;
import dev.countersign.access.Recognition;
import dev.countersign.access.certificate.CertificateName.NameKind;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateHoldersTest {
    private static final Grants READ = new Grants(List.of(Grant.everywhere(Permission.READ)));
    private static final Grants SIGN = new Grants(List.of(Grant.everywhere(Permission.SIGN)));
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final X500Name NOBODY = new X500NameBuilder(BCStyle.INSTANCE).build();

    /** In the order of the certificate: the country first. */
    private static final X500Name RELEASE = new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.C, new DERPrintableString("US"))
            .addRDN(BCStyle.O, new DERUTF8String("Example, Inc."))
            .addRDN(BCStyle.CN, new DERUTF8String("release"))
            .build();

    // Subjects

    @Test
    void aSubjectIsWrittenFromItsEndAndComparedAsAWhole() {
        var certificate = TestCertificate.of(RELEASE);

        assertThat(isOf("CN=release,O=Example\\, Inc.,C=US", certificate)).isTrue();
        assertThat(isOf(" cn = release , o = Example\\2C Inc. , 2.5.4.6=US", certificate))
                .isTrue();
        assertThat(isOf("CN=release,O=\"Example, Inc.\",C=US", certificate)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CN=release",
                "O=Example\\, Inc.,C=US",
                "C=US,O=Example\\, Inc.,CN=release",
                "CN=Release,O=Example\\, Inc.,C=US",
                "CN=release,O=Example\\,  Inc.,C=US",
                "CN=release,O=Example,C=US",
                "CN=release+O=Example\\, Inc.,C=US",
                "CN=release,OU=Example\\, Inc.,C=US",
                "CN=*,O=Example\\, Inc.,C=US",
                "CN=release,O=Example\\, Inc.,C=US,DC=x",
            })
    void anotherSubjectIsNotTheSame(String other) {
        assertThat(isOf(other, TestCertificate.of(RELEASE))).isFalse();
    }

    /** What a text of the name would make of it: CN=release,O=Example. */
    @Test
    void aNameInAValueIsNoName() {
        var certificate = TestCertificate.of(new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, new DERUTF8String("release,O=Example"))
                .build());

        assertThat(isOf("CN=release,O=Example", certificate)).isFalse();
        assertThat(isOf("CN=release\\,O=Example", certificate)).isTrue();
    }

    @Test
    void aValueThatEndsWithNothingIsAnotherValue() {
        var certificate = TestCertificate.of(new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, new DERUTF8String("release\0.evil"))
                .build());

        assertThat(isOf("CN=release", certificate)).isFalse();
    }

    @Test
    void aValueThatIsNoTextEqualsNothing() {
        var certificate = TestCertificate.of(new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, new ASN1Integer(5))
                .build());

        assertThat(isOf("CN=5", certificate)).isFalse();
    }

    @Test
    void attributesOfOnePartHaveNoOrder() {
        var certificate = TestCertificate.of(new X500NameBuilder(BCStyle.INSTANCE)
                .addMultiValuedRDN(
                        new ASN1ObjectIdentifier[] {BCStyle.CN, BCStyle.UID},
                        new ASN1Encodable[] {new DERUTF8String("release"), new DERUTF8String("7")})
                .build());

        assertThat(isOf("UID=7+CN=release", certificate)).isTrue();
        assertThat(isOf("CN=release+UID=7", certificate)).isTrue();
        assertThat(isOf("CN=release,UID=7", certificate)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "release", "CN", "=a", "XY=a", "SN=5", "CN=#0403AABB", "CN=a+CN=b", "1..2=a"})
    void whatIsNoSubjectIsRefused(String text) {
        assertThatThrownBy(() -> CertificateName.subject(text)).isInstanceOf(InvalidRule.class);
    }

    private static boolean isOf(String subject, X509Certificate certificate) {
        return CertificateName.subject(subject).isOf(certificate);
    }

    // Alternative names

    @Test
    void alternativeNamesAreComparedWithinTheirKind() {
        var certificate = TestCertificate.of(
                NOBODY,
                new GeneralName(GeneralName.dNSName, "Build.Example.org"),
                new GeneralName(GeneralName.uniformResourceIdentifier, "spiffe://example.org/ci"),
                new GeneralName(GeneralName.rfc822Name, "Ci@example.org"));

        assertThat(isOf(NameKind.DNS, "build.example.ORG", certificate)).isTrue();
        assertThat(isOf(NameKind.URI, "spiffe://example.org/ci", certificate)).isTrue();
        assertThat(isOf(NameKind.EMAIL, "Ci@example.org", certificate)).isTrue();

        assertThat(isOf(NameKind.DNS, "example.org", certificate)).isFalse();
        assertThat(isOf(NameKind.DNS, "build.example.org.evil", certificate)).isFalse();
        assertThat(isOf(NameKind.URI, "spiffe://example.org/CI", certificate)).isFalse();
        assertThat(isOf(NameKind.URI, "spiffe://example.org/ci/", certificate)).isFalse();
        assertThat(isOf(NameKind.EMAIL, "ci@example.org", certificate)).isFalse();
    }

    @Test
    void aStarStandsForNothing() {
        var certificate = TestCertificate.of(NOBODY, new GeneralName(GeneralName.dNSName, "*.example.org"));

        assertThat(isOf(NameKind.DNS, "build.example.org", certificate)).isFalse();
        assertThatThrownBy(() -> CertificateName.alternative(NameKind.DNS, "*.example.org"))
                .isInstanceOf(InvalidRule.class)
                .hasMessageContaining("no * stands for anything");
    }

    /** The Kelvin sign becomes a k when it is made small. */
    @Test
    void charactersThatBecomeOthersAreNotThose() {
        var certificate = TestCertificate.of(
                NOBODY, new GeneralName(GeneralName.dNSName, new DERIA5String("\u212Aey.example", false)));

        assertThat(isOf(NameKind.DNS, "key.example", certificate)).isFalse();
    }

    @Test
    void theSubjectIsNoNameOfAHost() {
        var certificate = TestCertificate.of(new X500Name("CN=build.example.org"));

        assertThat(isOf(NameKind.DNS, "build.example.org", certificate)).isFalse();
    }

    private static boolean isOf(NameKind kind, String name, X509Certificate certificate) {
        return CertificateName.alternative(kind, name).isOf(certificate);
    }

    // Callers

    @Test
    void allNamesOfARuleMustBeThereAndAllRulesThatAreMetCount() {
        var holders = holders(
                rule(READ, "CN=release,O=Example\\, Inc.,C=US"),
                new CertificateRule(
                        List.of(
                                CertificateName.subject("CN=release,O=Example\\, Inc.,C=US"),
                                CertificateName.alternative(NameKind.DNS, "build.example.org")),
                        SIGN));

        assertThat(known(holders, TestCertificate.of(RELEASE)).orElseThrow().grants())
                .isEqualTo(READ);
        var both = known(
                        holders, TestCertificate.of(RELEASE, new GeneralName(GeneralName.dNSName, "build.example.org")))
                .orElseThrow();
        assertThat(both.grants().all())
                .containsExactlyInAnyOrderElementsOf(
                        List.of(Grant.everywhere(Permission.READ), Grant.everywhere(Permission.SIGN)));
        assertThat(both.actor()).isEqualTo(new Actor.CertificateHolder("CN=release,O=Example\\, Inc.,C=US"));
        assertThat(both.expires()).contains(TestCertificate.END);
        assertThat(known(holders, TestCertificate.of(new X500Name("CN=other")))).isEmpty();
    }

    /** A connection can outlive the certificate that it began with. */
    @Test
    void theTimeCountsAtEachRequest() {
        var certificate = TestCertificate.of(RELEASE);
        var rules = List.of(rule(READ, "CN=release,O=Example\\, Inc.,C=US"));

        for (var now : List.of(TestCertificate.BEGIN, TestCertificate.END)) {
            assertThat(known(new CertificateHolders(rules, at(now)), certificate))
                    .isPresent();
        }
        for (var now : List.of(TestCertificate.BEGIN.minusSeconds(1), TestCertificate.END.plusSeconds(1))) {
            assertThat(known(new CertificateHolders(rules, at(now)), certificate))
                    .isEmpty();
        }
    }

    @Test
    void aRuleHasAName() {
        assertThatThrownBy(() -> new CertificateRule(List.of(), READ)).isInstanceOf(InvalidRule.class);
    }

    private static CertificateRule rule(Grants grants, String subject) {
        return new CertificateRule(List.of(CertificateName.subject(subject)), grants);
    }

    private static CertificateHolders holders(CertificateRule... rules) {
        return new CertificateHolders(List.of(rules), at(NOW));
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private static Optional<Caller> known(CertificateHolders holders, X509Certificate certificate) {
        var recognition =
                holders.recognise(new Credential.ClientCertificate(certificate)).result();
        return recognition instanceof Recognition.Known(var caller) ? Optional.of(caller) : Optional.empty();
    }
}
