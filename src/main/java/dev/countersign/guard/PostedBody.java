package dev.countersign.guard;

import dev.countersign.json.Bytes;

/**
 * The body of a POST request, which was bounded while it arrived.
 *
 * @param contentType empty when the client named none
 * @param contentEncoding empty when there is none
 */
public record PostedBody(Bytes bytes, String contentType, String contentEncoding) {}
