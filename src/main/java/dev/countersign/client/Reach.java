package dev.countersign.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** From where an address of a machine can be reached. */
public enum Reach {
    /** Only by programs on this machine. */
    MACHINE,
    /** Only within one link; services for the machines of a cloud are there. */
    LINK,
    /** Within networks of an organisation. */
    PRIVATE,
    PUBLIC;

    private static final int[] SHARED = {100, 64};
    private static final byte[] TRANSLATED = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    public static Reach of(InetAddress address) {
        return address instanceof Inet6Address six ? ofLong(six) : ofShort(address);
    }

    private static Reach ofShort(InetAddress address) {
        int first = address.getAddress()[0] & 0xff;
        int second = address.getAddress()[1] & 0xff;
        if (address.isLoopbackAddress() || first == 0) {
            return MACHINE;
        }
        if (address.isLinkLocalAddress() || first >= 224) {
            return LINK;
        }
        boolean isShared = first == SHARED[0] && (second & 0xc0) == SHARED[1];
        return address.isSiteLocalAddress() || isShared ? PRIVATE : PUBLIC;
    }

    private static Reach ofLong(Inet6Address address) {
        var bytes = address.getAddress();
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return MACHINE;
        }
        if (address.isLinkLocalAddress() || address.isMulticastAddress()) {
            return LINK;
        }
        if (Arrays.equals(bytes, 0, 12, TRANSLATED, 0, 12)) {
            return ofShort(lastFour(bytes));
        }
        return address.isSiteLocalAddress() || (bytes[0] & 0xfe) == 0xfc ? PRIVATE : PUBLIC;
    }

    /** Where a translator for IPv4 leads (RFC 6052). */
    private static InetAddress lastFour(byte[] bytes) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /**
     * Whether what is here may lead to an address there. From a public address there is no way into a network, and nowhere into
     * a link: who asks for others would reach for them what they cannot.
     */
    public boolean mayLeadTo(Reach there) {
        return there == this || there == PUBLIC || (there == PRIVATE && this == MACHINE);
    }
}
