package dev.countersign.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a request must fulfil before anything else is done. A page in a browser can send requests to whatever its user can
 * reach. Such a request is refused, by what the browser says of the page, unless the page is the service's own.
 */
public final class Entrance {
    private static final CharSequence SITE = HttpHeaders.createOptimized("Sec-Fetch-Site");
    static final CharSequence MODE = HttpHeaders.createOptimized("Sec-Fetch-Mode");
    private static final CharSequence DESTINATION = HttpHeaders.createOptimized("Sec-Fetch-Dest");

    private final Hosts hosts;

    public Entrance(Hosts hosts) {
        this.hosts = hosts;
    }

    /**
     * Browsers always send Host, so a request without it (HTTP/1.0) comes from no browser.
     *
     * @throws Refusal when the request comes from a page of another site, or its body is of no kind that is read
     */
    void check(HttpServerRequest request) {
        var host = Framing.authority(request);
        if (host != null) {
            hosts.check(host);
        }
        if (!isOpenedByItsUser(request)) {
            checkSite(request.getHeader(SITE));
            checkOrigin(request.getHeader(HttpHeaders.ORIGIN), host);
        }
        if (!HttpMethod.GET.equals(request.method()) && hasBody(request)) {
            checkEncoding(request.getHeader(HttpHeaders.CONTENT_ENCODING));
            MediaType.requireJson(request.getHeader(HttpHeaders.CONTENT_TYPE));
        }
    }

    /** A link that a person follows: the page it stands on does not see what comes of it. */
    private static boolean isOpenedByItsUser(HttpServerRequest request) {
        return HttpMethod.GET.equals(request.method())
                && "navigate".equals(request.getHeader(MODE))
                && "document".equals(request.getHeader(DESTINATION));
    }

    private static void checkSite(@Nullable String site) {
        if ("cross-site".equals(site) || "same-site".equals(site)) {
            throw new Refusal.Forbidden("Sec-Fetch-Site: " + site
                    + ": a web page of another origin sends this (expected: a request by a program, or by a page of"
                    + " this service)");
        }
    }

    private static void checkOrigin(@Nullable String origin, @Nullable String host) {
        if (origin != null && !authority(origin).equalsIgnoreCase(host)) {
            throw new Refusal.Forbidden("Origin: " + origin + " differs from Host: " + host
                    + " (expected: a request by a program, or by a page of this service; a proxy in front must pass"
                    + " Host on)");
        }
    }

    /** The origin without its scheme; an origin that has none, such as {@code null}, equals no host. */
    private static String authority(String origin) {
        int scheme = origin.indexOf("://");
        return scheme < 0 ? "" : origin.substring(scheme + 3);
    }

    private static boolean hasBody(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private static void checkEncoding(@Nullable String encoding) {
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new Refusal.UnsupportedBody(
                    "Content-Encoding: " + encoding + " (expected: none; send the JSON text as it is)");
        }
    }
}
