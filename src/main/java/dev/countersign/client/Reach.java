package dev.countersign.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** From where an address of a machine can be reached. */
enum Reach {
    /** Only by programs on this machine. */
    MACHINE,
    /** Only within one link; services for the machines of a cloud are there. */
    LINK,
    /** Within networks of an organisation. */
    PRIVATE,
    PUBLIC;

    private static final int[] SHARED = {100, 64};

    /** Where clouds outside of link-local addresses tell their machines credentials. */
    private static final Set<String> CLOUD = Set.of("646464c8", "fd000ec2000000000000000000000254");

    /** How addresses begin that lead to the one of IPv4 at their end. */
    private static final List<String> BEFORE_SHORT = List.of(
            "0".repeat(24), // compatible (RFC 4291, 2.5.5.1)
            "0".repeat(20) + "ffff", // mapped (RFC 4291, 2.5.5.2)
            "0".repeat(16) + "ffff0000", // translated (RFC 2765)
            "0064ff9b" + "0".repeat(16)); // translated (RFC 6052)

    /** Behind this stands one of IPv4 (RFC 3056). */
    private static final String SIX_TO_FOUR = "2002";

    /** Such where it may stand anywhere: local translation (RFC 8215), and Teredo (RFC 4380). */
    private static final List<String> LEADS_SOMEWHERE = List.of("0064ff9b0001", "20010000");

    static Reach of(InetAddress address) {
        return address instanceof Inet6Address six ? ofLong(six) : ofShort(address);
    }

    private static Reach ofShort(InetAddress address) {
        int first = address.getAddress()[0] & 0xff;
        int second = address.getAddress()[1] & 0xff;
        if (address.isLoopbackAddress() || first == 0) {
            return MACHINE;
        }
        if (address.isLinkLocalAddress() || first >= 224 || CLOUD.contains(digits(address))) {
            return LINK;
        }
        boolean isShared = first == SHARED[0] && (second & 0xc0) == SHARED[1];
        return address.isSiteLocalAddress() || isShared ? PRIVATE : PUBLIC;
    }

    private static Reach ofLong(Inet6Address address) {
        var digits = digits(address);
        if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return MACHINE;
        }
        if (address.isLinkLocalAddress() || address.isMulticastAddress() || CLOUD.contains(digits)) {
            return LINK;
        }
        if (BEFORE_SHORT.stream().anyMatch(digits::startsWith)) {
            return ofShort(fourAt(12, address));
        }
        if (digits.startsWith(SIX_TO_FOUR)) {
            return ofShort(fourAt(2, address));
        }
        boolean isLocal = address.isSiteLocalAddress() || (address.getAddress()[0] & 0xfe) == 0xfc;
        return isLocal || LEADS_SOMEWHERE.stream().anyMatch(digits::startsWith) ? PRIVATE : PUBLIC;
    }

    private static String digits(InetAddress address) {
        return HexFormat.of().formatHex(address.getAddress());
    }

    private static InetAddress fourAt(int index, Inet6Address address) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(address.getAddress(), index, index + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /**
     * Whether what is here may lead to an address there. From a public address there is no way into a network, and nowhere into
     * a link: who asks for others would reach for them what they cannot.
     */
    boolean mayLeadTo(Reach there) {
        return there == this || there == PUBLIC || (there == PRIVATE && this == MACHINE);
    }
}
