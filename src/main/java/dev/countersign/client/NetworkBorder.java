package dev.countersign.client;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Keeps registries from leading whoever asks them into networks, by redirects or by addresses in what they answer. Waits for name
 * servers.
 */
public final class NetworkBorder {
    private final HostAddresses hosts;

    public NetworkBorder(HostAddresses hosts) {
        this.hosts = hosts;
    }

    /** A registry leads where it may not. The message does not say which addresses a network has. */
    public static final class Crossed extends Exception {
        private static final long serialVersionUID = 1;
        private final transient InetAddress there;

        Crossed(URI registry, String host, InetAddress there) {
            super("the registry " + Origin.of(registry) + " leads to " + host
                    + ": a registry leads into no network that it is not in itself");
            this.there = there;
        }

        /** What the host stands for. */
        public InetAddress there() {
            return there;
        }
    }

    /**
     * Judges an address that a registry leads to.
     *
     * @param registry whom whoever runs this has named
     * @return what the host stands for: that is to be asked; empty for the registry's own host, which is not judged
     * @throws Crossed when the registry may not lead there
     */
    public Optional<InetAddress> pass(URI registry, URI address) throws UnknownHostException, Crossed {
        var home = Origin.of(registry).hostName();
        var host = Origin.of(address).hostName();
        if (host.equals(home)) {
            return Optional.empty();
        }
        var from = hosts.find(home);
        var all = hosts.find(host);
        for (var each : all) {
            if (!mayLead(from, each)) {
                throw new Crossed(registry, host, each);
            }
        }
        return Optional.of(all[0]);
    }

    /** A name with addresses in several networks is in none of them for certain. */
    private static boolean mayLead(InetAddress[] from, InetAddress to) {
        var there = Reach.of(to);
        return Arrays.stream(from).allMatch(each -> Reach.of(each).mayLeadTo(there));
    }
}
