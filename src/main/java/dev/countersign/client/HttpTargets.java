package dev.countersign.client;

import dev.countersign.json.Ascii;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Target files under one address, each by its escaped path. */
public final class HttpTargets implements TargetSource {
    private static final String PLAIN = "-._~!$&'()*+,;=:@";

    private final Transport http;
    private final URI base;

    /** @param base with or without a slash at its end */
    public HttpTargets(Transport http, URI base) {
        this.http = http;
        this.base = URI.create(base.toString().replaceAll("/+$", ""));
    }

    @Override
    public boolean fetch(String path, Consumer<byte[]> pieces) {
        var address = address(path);
        return HttpFiles.isThere(http, address, http.stream(address, pieces));
    }

    /** Where the file is; never outside of the base. */
    URI address(String path) {
        return URI.create(base
                + "/"
                + Arrays.stream(path.split("/", -1))
                        .map(HttpTargets::encodedSegment)
                        .collect(Collectors.joining("/")));
    }

    /** A segment of dots alone would lead somewhere else (RFC 3986, 5.2.4), however it is escaped. */
    private static String encodedSegment(String segment) {
        if (segment.equals(".") || segment.equals("..")) {
            throw new ClientException.Untrusted("the segment " + segment + " of a path leads out of its folder", null);
        }
        var text = new StringBuilder();
        for (var b : segment.getBytes(StandardCharsets.UTF_8)) {
            var c = (char) (b & 0xff);
            if ((c < 0x80 && Ascii.isLetterOrDigit(c)) || PLAIN.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
