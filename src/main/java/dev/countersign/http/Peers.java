package dev.countersign.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Who sent a request. A header says so only if it comes from a proxy that is named; then the sender is the last one on
 * the request's way that is none of the proxies.
 */
public final class Peers {
    /** Without proxies: whoever connects is the sender. */
    public static final Peers DIRECT = new Peers(List.of(), ForwardedHeader.X_FORWARDED_FOR);

    private final List<AddressRange> proxies;
    private final ForwardedHeader header;

    public Peers(List<AddressRange> proxies, ForwardedHeader header) {
        this.proxies = List.copyOf(proxies);
        this.header = header;
    }

    public Peer of(HttpServerRequest request) {
        var connection = request.connection();
        var connected = connected(connection);
        if (!isProxy(connected)) {
            return new Peer(connected, request.isSSL(), request.isSSL() ? certificates(connection) : List.of());
        }
        return behind(connected, request.headers(), request.isSSL());
    }

    /** What a proxy reports is as good as the proxy, up to and with the first that is none. */
    Peer behind(ClientAddress proxy, MultiMap headers, boolean isEncrypted) {
        var sender = proxy;
        boolean secure = isEncrypted;
        for (var hop : header.hops(headers).reversed()) {
            var address = ClientAddress.parse(hop.address());
            if (address.isEmpty()) {
                break;
            }
            sender = address.get();
            secure = hop.scheme() == null ? secure : hop.scheme().equalsIgnoreCase("https");
            if (!isProxy(sender)) {
                break;
            }
        }
        return new Peer(sender, secure, List.of());
    }

    boolean isProxy(ClientAddress address) {
        return !proxies.isEmpty() && proxies.stream().anyMatch(range -> range.contains(address));
    }

    private static ClientAddress connected(HttpConnection connection) {
        var address =
                (InetSocketAddress) ((ConnectionBase) connection).channel().remoteAddress();
        return new ClientAddress(address.getAddress());
    }

    private static List<X509Certificate> certificates(HttpConnection connection) {
        try {
            return connection.peerCertificates().stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }
}
