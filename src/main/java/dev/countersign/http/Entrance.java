package dev.countersign.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a request before its body is read. The interface trusts whoever can reach it; a page in the browser
 * of such a person can reach it, too, and must not: what a browser says of the page that sends a request decides.
 */
public final class Entrance {
    private static final CharSequence SITE = HttpHeaders.createOptimized("Sec-Fetch-Site");

    private final Hosts hosts;

    public Entrance(Hosts hosts) {
        this.hosts = hosts;
    }

    /**
     * A browser always names the host, so whoever does not (HTTP/1.0) is none.
     *
     * @throws Refusal when the request comes from a page of another site, or its body is of no kind that is read
     */
    void check(HttpServerRequest request) {
        var host = Framing.authority(request);
        if (host != null) {
            hosts.check(host);
        }
        if (HttpMethod.GET.equals(request.method())) {
            return;
        }
        checkSite(request.getHeader(SITE));
        checkOrigin(request.getHeader(HttpHeaders.ORIGIN), host);
        if (hasBody(request)) {
            checkEncoding(request.getHeader(HttpHeaders.CONTENT_ENCODING));
            MediaType.requireJson(request.getHeader(HttpHeaders.CONTENT_TYPE));
        }
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

    /** What stands behind the scheme; an origin without one, such as {@code null}, is nobody's. */
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
