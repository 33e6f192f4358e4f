package dev.countersign.http.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener's identity lies.
 *
 * @param certificate the listener's own certificate and, behind it, those of its issuers
 * @param key its private key, not encrypted
 * @param clientCa authorities of clients' certificates, or null
 */
public record PemFiles(Path certificate, Path key, @Nullable Path clientCa, ClientCertificates clients) {}
