package dev.countersign.store.postgres;

import dev.countersign.repository.Unavailable;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.SslMode;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where PostgreSQL is and who we are there, read once from its URI: for the reactive client, for JDBC (migrations), and
 * for errors, which name host, user and database and never the password.
 */
final class ServerAddress {
    private static final String EXPECTED = " (expected: postgresql://user:password@host:port/database, with characters"
            + " other than letters, digits and -._~!* percent-encoded)";

    private final PgConnectOptions options;
    private final @Nullable String rootCertificate;

    private ServerAddress(PgConnectOptions options, @Nullable String rootCertificate) {
        this.options = options;
        this.rootCertificate = rootCertificate;
    }

    /** Throws {@link Unavailable} when the URI is not one; its text, which may hold a password, is not repeated. */
    static ServerAddress parse(String uri) {
        PgConnectOptions options;
        try {
            options = PgConnectOptions.fromUri(uri);
        } catch (IllegalArgumentException _) {
            // Not as the cause either: its message repeats the URI.
            throw Unavailable.untilCorrected("the PostgreSQL URI cannot be read" + EXPECTED);
        }
        var rootCertificate = parameter(uri, "sslrootcert").orElse(null);
        if (rootCertificate != null && !Files.isReadable(Path.of(rootCertificate))) {
            throw Unavailable.untilCorrected("sslrootcert: " + rootCertificate + " (expected: a readable PEM file)");
        }
        options.setSslOptions(ssl(options.getSslMode(), rootCertificate));
        return new ServerAddress(options, rootCertificate);
    }

    /** A copy that the caller may change. */
    PgConnectOptions options() {
        return new PgConnectOptions(options);
    }

    /** The same place for JDBC, without user and password. */
    String jdbcUrl() {
        var host = options.getHost().indexOf(':') < 0 ? options.getHost() : "[" + options.getHost() + "]";
        var url = new StringBuilder("jdbc:postgresql://" + host + ":" + options.getPort() + "/")
                .append(encoded(options.getDatabase()))
                .append("?ApplicationName=countersign&sslmode=")
                .append(options.getSslMode().value);
        if (rootCertificate != null) {
            url.append("&sslrootcert=").append(encoded(rootCertificate));
        } else if (verifies(options.getSslMode())) {
            url.append("&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        var settings = options.getProperties().get("options");
        return settings == null
                ? url.toString()
                : url.append("&options=").append(encoded(settings)).toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** The schema our tables are in: the first of the search path, or empty for the server's own default. */
    Optional<String> schema() {
        return Optional.ofNullable(options.getProperties().get("search_path"))
                .map(path -> path.split(",", 2)[0].strip().replace("\"", ""));
    }

    /** {@link PgFailures#explain} for this server. */
    Throwable explain(Throwable error) {
        return new PgFailures(place(), options.getUser(), options.getDatabase()).explain(error);
    }

    String place() {
        return options.getHost() + ":" + options.getPort();
    }

    private static boolean verifies(SslMode mode) {
        return mode == SslMode.VERIFY_CA || mode == SslMode.VERIFY_FULL;
    }

    /** As libpq does: the server's certificate is checked when a root certificate is named, or the mode asks for it. */
    private static ClientSSLOptions ssl(SslMode mode, @Nullable String rootCertificate) {
        var ssl = new ClientSSLOptions().setHostnameVerificationAlgorithm(mode == SslMode.VERIFY_FULL ? "HTTPS" : "");
        if (rootCertificate != null) {
            return ssl.setTrustOptions(new PemTrustOptions().addCertPath(rootCertificate));
        }
        return verifies(mode) ? ssl.setTrustOptions(javaTrust()) : ssl.setTrustAll(true);
    }

    private static TrustOptions javaTrust() {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return TrustOptions.wrap(factory.getTrustManagers()[0]);
        } catch (GeneralSecurityException e) {
            throw Unavailable.untilCorrected("this Java runtime has no trusted certificates; set sslrootcert", e);
        }
    }

    private static Optional<String> parameter(String uri, String name) {
        var query = uri.indexOf('?') < 0 ? "" : uri.substring(uri.indexOf('?') + 1);
        return Arrays.stream(query.split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst();
    }
}
