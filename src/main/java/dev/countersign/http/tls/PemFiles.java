package dev.countersign.http.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of a listener's identity.
 *
 * @param certificate the listener's own certificate and, behind it, those of its issuers
 * @param key its private key, not encrypted
 * @param clientCa the authorities that issue clients' certificates, or null
 */
public record PemFiles(Path certificate, Path key, @Nullable Path clientCa, ClientCertificates clients) {}
