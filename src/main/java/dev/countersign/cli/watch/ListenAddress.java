package dev.countersign.cli.watch;

import dev.countersign.cli.CliFailure;
import java.net.InetSocketAddress;

/** Where a listener is: {@code HOST:PORT}, or a port of this machine alone. */
final class ListenAddress {
    private static final String LOCAL = "127.0.0.1";

    private ListenAddress() {}

    /** @throws CliFailure.Misused for anything else */
    static InetSocketAddress parse(String option, String text) {
        int colon = text.lastIndexOf(':');
        var host = colon < 0 ? LOCAL : text.substring(0, colon).replaceAll("^\\[|]$", "");
        var port = text.substring(colon + 1);
        if (!host.isEmpty() && port.matches("[0-9]{1,5}") && Integer.parseInt(port) < 65536) {
            var address = new InetSocketAddress(host, Integer.parseInt(port));
            if (!address.isUnresolved()) {
                return address;
            }
        }
        throw new CliFailure.Misused(option + ": '" + text + "' (expected: HOST:PORT, or a port of 127.0.0.1)");
    }
}
