package dev.countersign.guard;

import dev.countersign.client.Credentials;
import dev.countersign.client.SafeName;
import dev.countersign.packages.TargetNames;
import java.net.URI;

/**
 * Where a registry is, what to show it, and where its files are among the targets.
 *
 * @param credentials for the host of this address, and for no other
 */
public record RegistryAddress(URI address, Credentials credentials, TargetNames names) {
    public RegistryAddress {
        address = URI.create(address.toString().replaceAll("/+$", "") + "/");
        credentials = new Credentials(address, credentials.headersFor(address));
    }

    /** @param path not escaped; a slash at its end stays there */
    URI below(String path) {
        return URI.create(address + SafeName.path(path));
    }

    URI belowEscaped(String path) {
        return URI.create(address + path);
    }
}
