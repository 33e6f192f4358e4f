package dev.countersign.client;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What the name of a host stands for. Waits for name servers. */
@FunctionalInterface
public interface HostAddresses {
    /** As the machine resolves names. */
    HostAddresses OF_MACHINE = InetAddress::getAllByName;

    /** At least one address. */
    InetAddress[] find(String host) throws UnknownHostException;
}
