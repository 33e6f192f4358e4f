package dev.countersign.watch;

import dev.countersign.client.ClientException;
import dev.countersign.client.Credentials.Header;
import dev.countersign.client.NetworkBorder;
import dev.countersign.client.Transport;
import dev.countersign.json.Bytes;
import dev.countersign.packages.IndexDocument;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a registry over HTTP. Redirects are followed, also to other hosts, where what the user gave for the registry is not
 * shown; but into no network that the registry is not in itself. Used by several threads.
 */
final class Fetcher {
    private static final int MOST_REDIRECTS = 5;
    /** What is hashed must be the bytes of the file, not a compressed form of them. */
    private static final Header AS_IT_IS = new Header("Accept-Encoding", "identity");

    private final Transport http;
    private final URI registry;
    private final NetworkBorder border;
    private final Function<URI, List<Header>> more;

    /**
     * @param registry whose documents name files
     * @param more headers for an address, besides what the transport has for its host
     */
    Fetcher(Transport http, URI registry, NetworkBorder border, Function<URI, List<Header>> more) {
        this.http = http;
        this.registry = registry;
        this.border = border;
        this.more = more;
    }

    /** A document of an index, with the address it came from. */
    record FetchedPage(URI address, Bytes body, Transport.Reply reply) {
        @Nullable
        String contentType() {
            return reply.header("content-type").orElse(null);
        }
    }

    /** An answer, with the address that gave it. */
    record Final(URI address, Transport.Reply reply) {}

    /**
     * The document at an address; empty when there is none, or only that of another host.
     *
     * @param address on a host that whoever runs this has named
     * @throws SourceTrouble when it cannot be had now
     */
    Optional<FetchedPage> page(URI address, String accept) {
        return page(address, List.of(new Header("Accept", accept)))
                .filter(found -> found.reply().status() == 200);
    }

    /** The same with headers of the caller's, of which other good statuses than 200 may follow. */
    Optional<FetchedPage> page(URI address, List<Header> headers) {
        try {
            var found = follow(address, address, at -> http.ask(at, all(headers, at), IndexDocument.MOST_BYTES));
            // A registry without a project may point to a public one, whose projects are not its own.
            return isThere(found)
                            && String.valueOf(address.getHost())
                                    .equals(found.address().getHost())
                    ? Optional.of(new FetchedPage(found.address(), found.reply().body(), found.reply()))
                    : Optional.empty();
        } catch (ClientException.Unreachable | Transport.AnswerTooLarge | IllegalArgumentException e) {
            throw new SourceTrouble(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The last answer for the bytes of a file, which go to the consumer.
     *
     * @param address as the registry has it
     * @param headers asked for anew for each address
     * @param wanted decides by status and headers whether the consumer gets the body
     * @throws ClientException.Unreachable when it broke off
     */
    Final file(URI address, Supplier<List<Header>> headers, Predicate<Transport.Reply> wanted, Consumer<byte[]> out) {
        return follow(registry, address, at -> http.ask(at, all(headers.get(), at), wanted, out));
    }

    private List<Header> all(List<Header> headers, URI address) {
        var all = new ArrayList<>(headers);
        all.add(AS_IT_IS);
        all.addAll(more.apply(address));
        return all;
    }

    /**
     * The last answer of a chain of redirects.
     *
     * @param named whose host leads there
     * @throws SourceTrouble when it has no end, or leads where it may not
     */
    private Final follow(URI named, URI address, Function<URI, Transport.Reply> ask) {
        var at = address;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            checkBorder(named, at);
            var reply = ask.apply(at);
            var location = reply.header("location");
            if (reply.status() < 301 || reply.status() > 308 || reply.status() == 304 || location.isEmpty()) {
                return new Final(at, reply);
            }
            at = next(at, location.get());
        }
        throw new SourceTrouble(address + " redirects more than " + MOST_REDIRECTS + " times", null);
    }

    /** The Java runtime remembers for half a minute what a name stands for: what was judged is mostly what is asked. */
    private void checkBorder(URI named, URI address) {
        try {
            var _ = border.pass(named, address);
        } catch (NetworkBorder.Crossed e) {
            throw new SourceTrouble(
                    e.getMessage() + " (" + address + ", which is " + e.there().getHostAddress() + ")", e);
        } catch (UnknownHostException e) {
            throw new SourceTrouble(address + ": unknown host", e);
        }
    }

    /** Whether an answer is what was asked for; false when there is nothing. */
    static boolean isThere(Final answer) {
        var status = answer.reply().status();
        if (status == 404 || status == 410) {
            return false;
        }
        if ((status >= 200 && status < 300) || status == 304 || status == 416) {
            checkEncoding(answer);
            return true;
        }
        throw new SourceTrouble(answer.address() + " answered HTTP " + status, null);
    }

    private static void checkEncoding(Final answer) {
        var encoding = answer.reply().header("content-encoding").orElse("identity");
        if (!encoding.equals("identity")) {
            throw new SourceTrouble(
                    answer.address() + " answers compressed (" + encoding + ") though it was asked not to", null);
        }
    }

    private static URI next(URI at, String location) {
        URI next;
        try {
            next = at.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new SourceTrouble(at + " redirects to what is no address: " + location, e);
        }
        var isWeb = "https".equals(next.getScheme()) || "http".equals(next.getScheme());
        if (!isWeb || next.getHost() == null || ("https".equals(at.getScheme()) && !"https".equals(next.getScheme()))) {
            throw new SourceTrouble(at + " redirects to " + next + ", which is not followed", null);
        }
        return next;
    }
}
