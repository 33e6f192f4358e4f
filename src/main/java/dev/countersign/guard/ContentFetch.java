package dev.countersign.guard;

import dev.countersign.client.ClientException;
import dev.countersign.client.ContentHash;
import dev.countersign.client.Credentials;
import dev.countersign.tuf.TargetFile;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Fetches the content of one target into its part of the cache. What was cut is continued where it ended; what is not the
 * target in the end is thrown away. Used by one thread, which waits.
 */
final class ContentFetch {
    private static final int ATTEMPTS = 5;
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** How much longer than its content what is compressed can be. */
    private static final long COMPRESSION = 64 << 10;

    /** Slower ones are given up, however long something comes now and then. */
    private static final long LEAST_BYTES_PER_SECOND = 8 << 10;

    private final Upstream upstream;
    private final RefusedContent refused;
    private final TargetFile target;
    private final ArtifactCache.CachePart part;
    private final URI address;
    private final Credentials credentials;
    private final long deadline;
    private boolean fromTheStart;
    private Optional<String> state = Optional.empty();

    /** How one attempt ended. */
    private sealed interface FetchAttempt {}

    private record WholeContent() implements FetchAttempt {}

    private record CutContent(String reason, boolean moved) implements FetchAttempt {}

    /** @param resumed whether a part from before may be what is wrong */
    private record WrongContent(String reason, boolean resumed) implements FetchAttempt {}

    ContentFetch(
            Upstream upstream,
            RefusedContent refused,
            TargetFile target,
            ArtifactCache.CachePart part,
            URI address,
            Credentials credentials) {
        this.upstream = upstream;
        this.refused = refused;
        this.target = target;
        this.part = part;
        this.address = address;
        this.credentials = credentials;
        this.deadline = System.nanoTime()
                + Duration.ofSeconds(120 + target.length() / LEAST_BYTES_PER_SECOND)
                        .toNanos();
    }

    /**
     * Fetches until the part is the target.
     *
     * @throws Withheld when the registry has something else, nothing, or no whole answer
     */
    void run() throws IOException {
        refused.check(address, target, credentials);
        var pause = PAUSE;
        var last = "no answer";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            switch (attempt()) {
                case WholeContent done -> {
                    refused.remove(address, target);
                    return;
                }
                case WrongContent(var reason, var resumed) -> {
                    part.discard();
                    if (!resumed) {
                        refused.add(address, target, reason, state);
                        throw new Withheld(Withheld.Why.CHANGED, reason);
                    }
                    fromTheStart = true;
                    last = reason;
                }
                case CutContent(var reason, var moved) -> {
                    last = reason;
                    if (!moved) {
                        pause(pause);
                        pause = pause.plus(pause);
                    }
                }
            }
        }
        throw Upstream.away(address, last);
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Upstream.away(address, "interrupted");
        }
    }

    private FetchAttempt attempt() throws IOException {
        try (var file = FileChannel.open(
                part.file(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (fromTheStart || file.size() > target.length()) {
                file.truncate(0);
            }
            return continued(file);
        }
    }

    private FetchAttempt continued(FileChannel file) throws IOException {
        long have = file.size();
        var hash = hash();
        FileContent.read(file, 0, have, hash::add);
        if (have > 0 && have == target.length()) {
            return judged(hash, true);
        }
        try (var answer = upstream.send(request(have), credentials)) {
            state = answer.state();
            return switch (answer.status()) {
                case 200 -> {
                    file.truncate(0);
                    yield written(answer, file, hash(), 0);
                }
                case 206 -> continues(answer, have) ? written(answer, file, hash, have) : startOver("another range");
                case 416 -> startOver("no such range");
                default -> throw RegistryDocuments.refused(address, answer);
            };
        }
    }

    private FetchAttempt startOver(String reason) {
        fromTheStart = true;
        return new CutContent(reason, true);
    }

    private static boolean continues(UpstreamAnswer answer, long have) {
        return have > 0
                && !answer.isCompressed()
                && answer.header("Content-Range").orElse("").startsWith("bytes " + have + "-");
    }

    private Upstream.UpstreamRequest request(long have) {
        var headers = new ArrayList<Credentials.Header>(List.of(
                new Credentials.Header("Accept", "*/*"), new Credentials.Header("Accept-Encoding", "identity")));
        if (have > 0) {
            headers.add(new Credentials.Header("Range", "bytes=" + have + "-"));
        }
        return Upstream.UpstreamRequest.get(address, headers);
    }

    private FetchAttempt written(UpstreamAnswer answer, FileChannel file, ContentHash hash, long have)
            throws IOException {
        boolean compressed = answer.isCompressed();
        long most = compressed ? target.length() + COMPRESSION + target.length() / 256 : target.length();
        long at = have;
        while (true) {
            byte[] piece;
            try {
                var next = answer.next();
                if (next == null) {
                    break;
                }
                piece = next.getBytes();
            } catch (IOException cut) {
                if (compressed) {
                    // What is there is not the beginning of the content.
                    file.truncate(0);
                }
                return new CutContent("it was cut after " + at + " bytes: " + cut.getMessage(), at > have);
            }
            if (at + piece.length > most) {
                return new WrongContent(
                        "it has more than " + target.length() + " bytes (expected: as signed)", have > 0);
            }
            if (System.nanoTime() - deadline > 0) {
                throw Upstream.away(address, "it is too slow, with " + at + " of " + target.length() + " bytes");
            }
            hash.add(piece, piece.length);
            write(file, piece, at);
            at += piece.length;
        }
        return ended(answer, hash, have);
    }

    private static void write(FileChannel file, byte[] piece, long at) throws IOException {
        var bytes = ByteBuffer.wrap(piece);
        while (bytes.hasRemaining()) {
            file.write(bytes, at + bytes.position());
        }
    }

    private FetchAttempt ended(UpstreamAnswer answer, ContentHash hash, long have) throws IOException {
        if (answer.isCompressed()) {
            return judged(hash, false) instanceof WholeContent whole ? whole : decompressed();
        }
        boolean endIsKnown = answer.length().isPresent()
                || answer.header("Transfer-Encoding").isPresent();
        if (hash.length() < target.length() && !endIsKnown) {
            return new CutContent("it ended after " + hash.length() + " bytes", hash.length() > have);
        }
        return judged(hash, have > 0);
    }

    private FetchAttempt judged(ContentHash hash, boolean resumed) {
        try {
            hash.check("it is not what was signed", target);
            return new WholeContent();
        } catch (ClientException.Untrusted wrong) {
            return new WrongContent(String.valueOf(wrong.getMessage()), resumed);
        }
    }

    /** Some servers compress whatever is asked; others only say so of what is compressed already. */
    private FetchAttempt decompressed() throws IOException {
        var plain = Path.of(part.file() + ".plain");
        var hash = hash();
        try (var in = new GZIPInputStream(Files.newInputStream(part.file()));
                var out = FileChannel.open(
                        plain,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            var piece = new byte[1 << 16];
            for (int n = in.read(piece); n >= 0 && hash.length() <= target.length(); n = in.read(piece)) {
                hash.add(piece, n);
                out.write(ByteBuffer.wrap(piece, 0, n));
            }
        } catch (IOException notGzip) {
            Files.deleteIfExists(plain);
            return new WrongContent("what the registry has is neither as signed nor compressed with gzip", false);
        }
        var verdict = judged(hash, false);
        if (verdict instanceof WholeContent) {
            Files.move(plain, part.file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(plain);
        }
        return verdict;
    }

    private ContentHash hash() {
        return new ContentHash(target.hashes().keySet());
    }
}
