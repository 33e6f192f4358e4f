package dev.countersign.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The address of whoever sends requests, without a port. */
public record ClientAddress(InetAddress address) {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");
    private static final int NETWORK_BYTES = 8;

    /** An address in digits, never a name; with or without a port, and with or without brackets if it is IPv6. */
    static Optional<ClientAddress> parse(String text) {
        return plain(withoutPort(text));
    }

    private static String withoutPort(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? "" : text.substring(1, end);
        }
        int colon = text.indexOf(':');
        return colon >= 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
    }

    static Optional<ClientAddress> plain(String digits) {
        if (!IPV4.matcher(digits).matches() && !IPV6.matcher(digits).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ClientAddress(InetAddress.ofLiteral(digits)));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /**
     * What is counted as one sender: the address, or of IPv6 its first 64 bits, because whoever has one address there
     * has all of them.
     */
    public ClientAddress network() {
        if (!(address instanceof Inet6Address)) {
            return this;
        }
        var bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return new ClientAddress(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }

    /** {@link #network} in digits; of IPv6 with the length of the network. */
    public String networkText() {
        return address instanceof Inet6Address ? network() + "/" + 8 * NETWORK_BYTES : toString();
    }

    /** In digits. */
    @Override
    public String toString() {
        var text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
