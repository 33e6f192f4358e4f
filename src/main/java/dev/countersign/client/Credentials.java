package dev.countersign.client;

import java.net.URI;
import java.util.List;

/** The headers a user gives for a server; they are sent to that server and to no other. */
public record Credentials(URI server, List<Header> headers) {
    public static final Credentials NONE = new Credentials(URI.create("http://0.0.0.0"), List.of());

    public Credentials {
        headers = List.copyOf(headers);
    }

    /** The headers for an address: all of them when scheme, host and port are the server's, else none. */
    public List<Header> headersFor(URI address) {
        return Origin.of(address).equals(Origin.of(server)) ? headers : List.of();
    }

    /** One header line; the value may be a secret and is not shown. */
    public record Header(String name, String value) {
        @Override
        public String toString() {
            return name + ": …";
        }
    }
}
