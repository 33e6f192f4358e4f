package dev.countersign.http.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority of a test's own, and what it issues. */
public final class TestAuthority {
    private static final AtomicLong SERIAL = new AtomicLong(1);

    private final Issued own;

    private TestAuthority(Issued own) {
        this.own = own;
    }

    public static TestAuthority named(String name) {
        return new TestAuthority(issue(name, null, Duration.ofDays(-1), Duration.ofDays(365), true));
    }

    /** A certificate and its key. */
    public record Issued(X509Certificate certificate, KeyPair key) {
        public void write(Path certificateFile, Path keyFile) {
            try {
                replace(certificateFile, pem(certificate));
                replace(keyFile, keyPem());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String keyPem() {
            try {
                return pem(new JcaPKCS8Generator(key.getPrivate(), null));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public X509Certificate certificate() {
        return own.certificate();
    }

    public Path write(Path file) {
        try {
            return replace(file, pem(own.certificate()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** At once, so that whoever follows the file never sees a part of it. */
    private static Path replace(Path file, String content) throws IOException {
        var next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), content);
        return Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** For {@code localhost} and 127.0.0.1, valid for some weeks. */
    public Issued issue(String name) {
        return issue(name, Duration.ofDays(-1), Duration.ofDays(90));
    }

    /** Valid from and until so long from now. */
    public Issued issue(String name, Duration from, Duration until) {
        return issue(name, own, from, until, false);
    }

    /** Trusts this authority alone, and shows the certificate if there is one. */
    public SSLContext client(@Nullable Issued shown) {
        try {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", own.certificate());
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(keys(shown), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyManager @Nullable [] keys(@Nullable Issued shown) throws GeneralSecurityException, IOException {
        if (shown == null) {
            return null;
        }
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry("own", shown.key().getPrivate(), new char[0], new X509Certificate[] {shown.certificate()});
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        var known = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        return new KeyManager[] {new Forward(known)};
    }

    /** Shows the certificate to everyone, also to those who say that they do not know its issuer. */
    private static final class Forward extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager known;

        private Forward(X509ExtendedKeyManager known) {
            this.known = known;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return "own";
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return "own";
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return "own";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return known.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return known.getPrivateKey(alias);
        }
    }

    private static Issued issue(String name, @Nullable Issued by, Duration from, Duration until, boolean authority) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            var key = generator.generateKeyPair();
            var subject = new X500Name("CN=" + name);
            var now = Instant.now();
            var builder = new X509v3CertificateBuilder(
                    by == null
                            ? subject
                            : new X500Name(
                                    by.certificate().getSubjectX500Principal().getName()),
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    Date.from(now.plus(from)),
                    Date.from(now.plus(until)),
                    subject,
                    SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                    new GeneralName(GeneralName.dNSName, "localhost"),
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1")
                }));
            }
            var signer =
                    new JcaContentSignerBuilder("SHA256withECDSA").build((by == null ? key : by.key()).getPrivate());
            return new Issued(new JcaX509CertificateConverter().getCertificate(builder.build(signer)), key);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String pem(Object object) throws UncheckedIOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
