package dev.countersign.guard;

import java.net.URI;

/**
 * One GET or HEAD request.
 *
 * @param head whether only the head is asked for
 * @param path below the place where its registry is served
 * @param base the address of that place as the client sees it, with a slash at its end
 * @param accept the header of the request; empty when there is none
 * @param authorized whether the client shows a credential of its own
 */
public record PackageRequest(boolean head, RequestPath path, URI base, String accept, boolean authorized) {
    /** Whether the client names a media type, in whatever order of preference. */
    public boolean accepts(String mediaType) {
        return accept.contains(mediaType);
    }
}
