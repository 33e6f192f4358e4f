package dev.countersign.packages;

import dev.countersign.json.InvalidValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Links of index documents as addresses. */
public final class Address {
    /** What {@link URI} takes as it is, besides letters and digits. */
    private static final String LEGAL = "-._~:/?#@!$&'()*+,;=%";

    private Address() {}

    /**
     * The address that a link leads to, with its fragment.
     *
     * @param base the address of the document
     * @throws InvalidValue when it leads nowhere on the web
     */
    public static URI resolve(URI base, String link) {
        try {
            var address = base.resolve(new URI(escaped(link.strip())));
            if (address.getHost() != null
                    && ("https".equals(address.getScheme()) || "http".equals(address.getScheme()))) {
                return address;
            }
        } catch (URISyntaxException e) {
            // Said below, with what is expected.
        }
        throw new InvalidValue("link", link, "an address of a web server, or one relative to " + base);
    }

    public static URI withoutFragment(URI address) {
        var text = address.toString();
        int hash = text.indexOf('#');
        return hash < 0 ? address : URI.create(text.substring(0, hash));
    }

    /** The last segment of the path, without escapes; empty for a folder. */
    public static String fileName(URI address) {
        var path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** Browsers and package managers escape by themselves what must be. */
    private static String escaped(String link) {
        var out = new StringBuilder(link.length());
        for (byte each : link.getBytes(StandardCharsets.UTF_8)) {
            var c = (char) (each & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || LEGAL.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
            }
        }
        return out.toString();
    }
}
