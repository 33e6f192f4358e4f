package dev.countersign.http.tls;

import dev.countersign.files.SmallFile;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** Certificate, key and authorities, read from {@link PemFiles} at one moment, that fit together. */
final class Identity {
    private static final String HASHED = "SHA256with";
    private static final byte[] CHALLENGE = "countersign".getBytes(StandardCharsets.US_ASCII);

    private final Buffer certificate;
    private final Buffer key;
    private final @Nullable Buffer clientCa;
    private final List<X509Certificate> chain;

    private Identity(Buffer certificate, Buffer key, @Nullable Buffer clientCa, List<X509Certificate> chain) {
        this.certificate = certificate;
        this.key = key;
        this.clientCa = clientCa;
        this.chain = chain;
    }

    /** Reads and checks the files; blocks. */
    static Identity read(Vertx vertx, PemFiles files) throws UnusableFiles {
        var certificate = content(files.certificate());
        var chain = certificates(files.certificate(), certificate);
        checkChain(files.certificate(), chain);
        var identity = new Identity(certificate, content(files.key()), authorities(files.clientCa()), chain);
        identity.checkKey(vertx, files);
        return identity;
    }

    boolean hasSameFiles(Identity other) {
        return certificate.equals(other.certificate)
                && key.equals(other.key)
                && Objects.equals(clientCa, other.clientCa);
    }

    /** Sets certificate, key and authorities in the options. */
    ServerSSLOptions in(ServerSSLOptions options) {
        options.setKeyCertOptions(keyAndCertificate());
        if (clientCa != null) {
            options.setTrustOptions(new PemTrustOptions().addCertValue(clientCa));
        }
        return options;
    }

    boolean isValidAt(Instant now) {
        return !now.isBefore(begins()) && now.isBefore(expires());
    }

    Instant begins() {
        return chain.stream()
                .map(each -> each.getNotBefore().toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** The earliest expiry in the chain. */
    Instant expires() {
        return chain.stream()
                .map(each -> each.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    Duration lifetime() {
        var own = chain.getFirst();
        return Duration.between(
                own.getNotBefore().toInstant(), own.getNotAfter().toInstant());
    }

    private PemKeyCertOptions keyAndCertificate() {
        return new PemKeyCertOptions().setCertValue(certificate).setKeyValue(key);
    }

    private static @Nullable Buffer authorities(@Nullable Path file) throws UnusableFiles {
        if (file == null) {
            return null;
        }
        var content = content(file);
        var _ = certificates(file, content);
        return content;
    }

    private static Buffer content(Path file) throws UnusableFiles {
        try {
            return Buffer.buffer(SmallFile.read(file));
        } catch (NoSuchFileException missing) {
            throw new UnusableFiles(file + ": no such file; correct the path");
        } catch (SmallFile.TooLargeException noPem) {
            throw new UnusableFiles(file + " is " + noPem.getReason() + " (expected: a PEM file)");
        } catch (IOException unreadable) {
            throw new UnusableFiles(
                    file + " cannot be read (" + unreadable.getClass().getSimpleName() + "); correct its permissions");
        }
    }

    private static List<X509Certificate> certificates(Path file, Buffer content) throws UnusableFiles {
        try {
            var all =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content.getBytes()))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (!all.isEmpty()) {
                return all;
            }
        } catch (CertificateException malformed) {
            // Refused below, like a file without any.
        }
        throw new UnusableFiles(file + " holds no whole certificate (expected: -----BEGIN CERTIFICATE----- and so on)");
    }

    private static void checkChain(Path file, List<X509Certificate> chain) throws UnusableFiles {
        for (int at = 0; at + 1 < chain.size(); at++) {
            try {
                chain.get(at).verify(chain.get(at + 1).getPublicKey());
            } catch (GeneralSecurityException unrelated) {
                throw new UnusableFiles(file + ": certificate " + (at + 2) + ", of "
                        + chain.get(at + 1).getSubjectX500Principal() + ", has not issued the one before it, of "
                        + chain.get(at).getSubjectX500Principal()
                        + " (expected: the listener's certificate first, then its issuer's, and so on)");
            }
        }
    }

    private void checkKey(Vertx vertx, PemFiles files) throws UnusableFiles {
        var own = chain.getFirst().getPublicKey();
        try {
            var signing = Signature.getInstance(algorithm(own.getAlgorithm()));
            signing.initSign(privateKey(vertx, own.getAlgorithm()));
            signing.update(CHALLENGE);
            var signed = signing.sign();
            signing.initVerify(own);
            signing.update(CHALLENGE);
            if (signing.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException different) {
            // The key is of another kind.
        }
        throw new UnusableFiles(files.key() + " is not the key of the certificate in " + files.certificate()
                + " (expected: files that were made together)");
    }

    /** Read by the same code as the listener's. */
    private PrivateKey privateKey(Vertx vertx, String algorithm) throws GeneralSecurityException {
        try {
            var keys = (X509KeyManager)
                    keyAndCertificate().getKeyManagerFactory(vertx).getKeyManagers()[0];
            var names = keys.getServerAliases(algorithm, null);
            if (names != null) {
                return keys.getPrivateKey(names[0]);
            }
        } catch (GeneralSecurityException malformed) {
            throw malformed;
        } catch (Exception malformed) {
            throw new GeneralSecurityException(malformed);
        }
        throw new GeneralSecurityException("no key");
    }

    private static String algorithm(String key) {
        return switch (key) {
            case "RSA" -> HASHED + key;
            case "EC" -> HASHED + "ECDSA";
            default -> key;
        };
    }
}
