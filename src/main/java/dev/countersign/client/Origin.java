package dev.countersign.client;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;

/** Scheme, host and port of an address: what a secret is for. The host is in lower case. */
public record Origin(String scheme, String host, int port) {
    private static final String HTTPS = "https";

    /** @param address has a scheme and a host */
    public static Origin of(URI address) {
        var scheme = address.getScheme().toLowerCase(Locale.ROOT);
        var port = address.getPort() == -1 ? usualPort(scheme) : address.getPort();
        return new Origin(scheme, String.valueOf(address.getHost()).toLowerCase(Locale.ROOT), port);
    }

    private static int usualPort(String scheme) {
        return scheme.equals(HTTPS) ? 443 : 80;
    }

    /** The host, without the brackets of an address of IPv6. */
    public String hostName() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether nobody on the way can read or change what is sent: over TLS, or within this machine. */
    public boolean isPrivate() {
        return scheme.equals(HTTPS) || isLoopback();
    }

    /** By the name alone: what a name server says may change. */
    public boolean isLoopback() {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException name) {
            return false;
        }
    }

    /** As people write it: without the usual port. */
    @Override
    public String toString() {
        return scheme + "://" + host + (port == usualPort(scheme) ? "" : ":" + port);
    }
}
