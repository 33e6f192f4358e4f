package dev.countersign.http.tls;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** TLS of all listeners of one port. Open connections keep the certificate they began with. */
public final class ServerTls {
    private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    /** For TLS 1.2 only suites that HTTP/2 allows (RFC 9113, 9.2.2); all give forward secrecy. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final Vertx vertx;
    private final PemFiles files;
    private final InstantSource clock;
    private final List<HttpServer> listeners = new CopyOnWriteArrayList<>();
    private volatile Identity identity;
    private Future<Void> updating = Future.succeededFuture();
    private volatile @Nullable String problem;

    private ServerTls(Vertx vertx, PemFiles files, InstantSource clock, Identity identity) {
        this.vertx = vertx;
        this.files = files;
        this.clock = clock;
        this.identity = identity;
    }

    /** Reads the files; blocks. */
    public static ServerTls load(Vertx vertx, PemFiles files, InstantSource clock) throws UnusableFiles {
        return new ServerTls(vertx, files, clock, Identity.read(vertx, files));
    }

    /** Sets up TLS in the options of a listener that is not open yet. */
    public HttpServerOptions in(HttpServerOptions options) {
        options.setSsl(true).setUseAlpn(true).setClientAuth(files.clients().mode());
        options.setEnabledSecureTransportProtocols(VERSIONS);
        SUITES.forEach(options::addEnabledCipherSuite);
        var _ = identity.in(options.getSslOptions());
        return options;
    }

    /** From now on the listener follows the files. */
    public Future<Void> follows(HttpServer listener) {
        listeners.add(listener);
        return update(listener, identity);
    }

    /** Reads the files again. If they have changed and are right, all listeners use them, and the answer is true. */
    public Future<Boolean> look() {
        return vertx.<Optional<Identity>>executeBlocking(this::changed, false)
                .map(Objects::requireNonNull)
                .compose(changed -> {
                    if (changed.isEmpty()) {
                        return Future.succeededFuture(false);
                    }
                    identity = changed.get();
                    return Future.join(listeners.stream()
                                    .map(listener -> update(listener, changed.get()))
                                    .toList())
                            .map(true);
                });
    }

    private Optional<Identity> changed() {
        try {
            var read = Identity.read(vertx, files);
            problem = null;
            if (read.hasSameFiles(identity)) {
                return Optional.empty();
            }
            var now = clock.instant();
            if (identity.isValidAt(now) && !read.isValidAt(now)) {
                problem = files.certificate() + " is valid from " + read.begins() + " to " + read.expires()
                        + " only (expected: valid now)";
                return Optional.empty();
            }
            return Optional.of(read);
        } catch (UnusableFiles unusable) {
            problem = unusable.getMessage();
            return Optional.empty();
        }
    }

    /**
     * Gives the listener a new context, in which earlier sessions cannot be resumed. One listener after another: Vert.x
     * recurses without end when two of one port are updated at the same time.
     */
    private synchronized Future<Void> update(HttpServer listener, Identity to) {
        var options = to.in(in(new HttpServerOptions()).getSslOptions());
        updating = updating.transform(_ -> listener.updateSSLOptions(options).mapEmpty());
        return updating;
    }

    /** Why the present content of the files is not used; empty when it is. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** When the certificate in use expires. */
    public Instant expires() {
        return identity.expires();
    }

    /** How long the certificate in use is valid in all. */
    public Duration lifetime() {
        return identity.lifetime();
    }
}
