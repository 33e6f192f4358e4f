package dev.countersign.http;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who sent a request, as far as the connection says; a named proxy in front is looked through.
 *
 * @param secure whether the sender's own connection is encrypted
 * @param certificates the sender's own and its issuers', checked against the configured authorities; empty without one.
 *     A proxy's certificate says nothing of those behind it, so there is none of a request that a named proxy passed on
 */
public record Peer(ClientAddress address, boolean secure, List<X509Certificate> certificates) {
    public Peer {
        certificates = List.copyOf(certificates);
    }
}
