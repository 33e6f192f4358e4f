package dev.countersign.watch;

import dev.countersign.client.ClientException;
import dev.countersign.client.ContentHash;
import dev.countersign.client.Credentials.Header;
import dev.countersign.client.Transport;
import dev.countersign.concurrent.Backoff;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Length and hashes of files, which are read once and not kept. A download that breaks off goes on where it was, when the
 * server says that it still is the same file. Used by several threads.
 */
final class Downloads {
    private static final Set<HashAlgorithm> HASHES = EnumSet.of(HashAlgorithm.SHA256, HashAlgorithm.SHA512);
    private static final int ATTEMPTS = 5;
    private static final Pattern RANGE =
            Pattern.compile("bytes (?<first>\\d{1,18})-(?<last>\\d{1,18})/(?<all>\\d{1,18})");
    /** For how long a file in a folder must have been left alone. */
    private static final Duration SETTLED = Duration.ofSeconds(1);

    private final Fetcher fetcher;
    private final long mostBytes;
    private final LongConsumer progress;
    private final InstantSource clock;

    /** @param progress told of bytes as they come */
    Downloads(Fetcher fetcher, long mostBytes, LongConsumer progress, InstantSource clock) {
        this.fetcher = fetcher;
        this.mostBytes = mostBytes;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * What is at an address; empty when nothing is.
     *
     * @throws SourceTrouble when it cannot be had now, or is too large
     */
    Optional<TargetFile> hash(URI address) {
        return "file".equals(address.getScheme()) ? ofFile(Path.of(address)) : new Download(address).run();
    }

    /** A file that is still being written must not be taken for what it will be. */
    private Optional<TargetFile> ofFile(Path file) {
        try {
            if (Files.size(file) > mostBytes) {
                throw tooLarge(file.toString());
            }
            var before = FolderTree.mark(file);
            if (clock.instant()
                    .minus(SETTLED)
                    .isBefore(Files.getLastModifiedTime(file).toInstant())) {
                pause(SETTLED);
            }
            var hash = ContentHash.compute(file, HASHES);
            if (!FolderTree.mark(file).equals(before)) {
                throw new SourceTrouble(file + " is being written; it is looked at again", null);
            }
            progress.accept(hash.length());
            return Optional.of(hash.toTargetFile(null));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new SourceTrouble(file + ": " + e.getMessage(), e);
        }
    }

    private SourceTrouble tooLarge(String what) {
        return new SourceTrouble(what + " is larger than the " + mostBytes + " bytes allowed (max-size)", null);
    }

    /** One file. The hash is fed by the thread of the connection, of which there is one at a time. */
    private final class Download {
        private final URI address;
        private ContentHash hash = new ContentHash(HASHES);
        private @Nullable String validator;
        private boolean taken;
        private boolean tooLarge;

        Download(URI address) {
            this.address = address;
        }

        Optional<TargetFile> run() {
            var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
            for (int attempt = 1; ; attempt++) {
                try {
                    var answer = fetcher.file(address, this::headers, this::begins, this::add);
                    return Fetcher.isThere(answer) ? Optional.of(taken(answer)) : Optional.empty();
                } catch (IllegalArgumentException e) {
                    throw new SourceTrouble(address + ": " + e.getMessage(), e);
                } catch (ClientException.Unreachable e) {
                    if (tooLarge) {
                        throw tooLarge(address.toString());
                    }
                    if (attempt == ATTEMPTS || e.againAfter().isEmpty()) {
                        throw new SourceTrouble(String.valueOf(e.getMessage()), e);
                    }
                    pause(backoff.next());
                }
            }
        }

        private TargetFile taken(Fetcher.Final answer) {
            if (!taken) {
                throw new SourceTrouble(
                        answer.address() + " answered HTTP " + answer.reply().status() + " (expected: the file)", null);
            }
            return hash.toTargetFile(null);
        }

        private List<Header> headers() {
            var headers = new ArrayList<Header>();
            headers.add(new Header("Accept", "*/*"));
            var known = validator;
            if (hash.length() > 0 && known != null) {
                headers.add(new Header("Range", "bytes=" + hash.length() + "-"));
                headers.add(new Header("If-Range", known));
            }
            return headers;
        }

        /** Whether the body is wanted: the whole file, or all that is missing of it. */
        private boolean begins(Transport.Reply head) {
            taken = head.status() == 200 || goesOn(head);
            if (head.status() == 200) {
                hash = new ContentHash(HASHES);
                validator = validator(head);
            }
            return taken;
        }

        /** Servers may send less than was asked for, which must not be taken for the file. */
        private boolean goesOn(Transport.Reply head) {
            var range = RANGE.matcher(head.header("content-range").orElse(""));
            return head.status() == 206
                    && range.matches()
                    && range.group("first").equals(String.valueOf(hash.length()))
                    && Long.parseLong(range.group("last")) + 1 == Long.parseLong(range.group("all"));
        }

        /** Only a strong one says that the bytes are the same. */
        private static @Nullable String validator(Transport.Reply head) {
            return head.header("etag").filter(tag -> tag.startsWith("\"")).orElse(null);
        }

        private void add(byte[] piece) {
            if (hash.length() + piece.length > mostBytes) {
                tooLarge = true;
                throw new IllegalStateException("too large");
            }
            hash.add(piece, piece.length);
            progress.accept(piece.length);
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceTrouble("interrupted", e);
        }
    }
}
