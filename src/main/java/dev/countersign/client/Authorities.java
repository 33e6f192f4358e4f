package dev.countersign.client;

import dev.countersign.files.SmallFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Who may have issued the certificates that servers show. */
public final class Authorities {
    /** Whom the Java runtime trusts. */
    public static final Authorities OF_RUNTIME = new Authorities(null);

    private final @Nullable SSLContext context;

    private Authorities(@Nullable SSLContext context) {
        this.context = context;
    }

    /**
     * Those of a PEM text, and nobody else.
     *
     * @throws CertificateException when it holds no certificate, or one that is not whole
     */
    public static Authorities in(byte[] pem) throws CertificateException {
        var certificates = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
        if (certificates.isEmpty()) {
            throw new CertificateException("no certificate");
        }
        try {
            var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (var each : certificates) {
                trusted.setCertificateEntry(Integer.toString(trusted.size()), each);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return new Authorities(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("every Java runtime has TLS", e);
        }
    }

    /**
     * Those of a PEM file, and nobody else.
     *
     * @throws IOException that says in a sentence what is wrong with the file
     */
    public static Authorities inFile(Path file) throws IOException {
        try {
            return in(bounded(file));
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is not there", e);
        } catch (SmallFile.TooLargeException e) {
            throw new IOException(file + " is " + e.getReason() + " (expected: a PEM file of authorities)", e);
        } catch (FileSystemException e) {
            throw new IOException(file + " cannot be read: " + e, e);
        } catch (CertificateException e) {
            throw new IOException(
                    file + " holds no whole certificate (expected: a PEM file, -----BEGIN CERTIFICATE----- and so on)",
                    e);
        }
    }

    /** Reading anything but a file may never end. */
    private static byte[] bounded(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new IOException(file + " is no file (expected: a PEM file)");
        }
        return SmallFile.read(file);
    }

    /** For other programs of this machine; empty for those whom the Java runtime trusts. */
    public Optional<SSLContext> context() {
        return Optional.ofNullable(context);
    }

    HttpClient.Builder trustedBy(HttpClient.Builder client) {
        return context == null ? client : client.sslContext(context);
    }
}
