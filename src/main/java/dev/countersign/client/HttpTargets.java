package dev.countersign.client;

import java.net.URI;
import java.util.function.Consumer;

/** Target files under one address, each by its escaped path. */
public final class HttpTargets implements TargetSource {
    private final HttpFiles files;

    /** @param base with or without a slash at its end */
    public HttpTargets(Transport http, URI base) {
        this.files = new HttpFiles(http, base);
    }

    @Override
    public boolean fetch(String path, Consumer<byte[]> pieces) {
        return files.stream(inAddress(path), pieces);
    }

    /** Where the file is; never outside of the base. */
    URI address(String path) {
        return files.address(inAddress(path));
    }

    private static String inAddress(String path) {
        for (var segment : path.split("/", -1)) {
            // It would lead somewhere else (RFC 3986, 5.2.4), however it is escaped.
            if (segment.equals(".") || segment.equals("..")) {
                throw new ClientException.Untrusted(
                        "the segment " + segment + " of a path leads out of its folder", null);
            }
        }
        return SafeName.path(path);
    }

    @Override
    public String toString() {
        return files.toString();
    }
}
