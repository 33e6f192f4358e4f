package dev.countersign.client;

import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The content of a target on its way to a file; it ends as soon as more bytes come than were signed for. */
final class BoundedContent implements Consumer<byte[]> {
    private final TargetPath path;
    private final TargetFile expected;
    private final OutputStream out;
    private final LongConsumer progress;
    private final ContentHash content;
    /** Why it refused a piece: the source that brought it sees only that it did. */
    private volatile @Nullable RuntimeException reason;

    BoundedContent(TargetPath path, TargetFile expected, OutputStream out, LongConsumer progress) {
        this.path = path;
        this.expected = expected;
        this.out = out;
        this.progress = progress;
        this.content = new ContentHash(expected.hashes().keySet());
    }

    @Override
    public void accept(byte[] piece) {
        content.add(piece, piece.length);
        if (content.length() > expected.length()) {
            throw refused(new ClientException.Untrusted(
                    path + ": more bytes than the " + expected.length() + " that were signed for", null));
        }
        try {
            out.write(piece);
        } catch (IOException e) {
            throw refused(new UncheckedIOException(e));
        }
        progress.accept(content.length());
    }

    private RuntimeException refused(RuntimeException why) {
        reason = why;
        return why;
    }

    /** Why the content was refused on its way; empty when it was not. */
    Optional<RuntimeException> reason() {
        return Optional.ofNullable(reason);
    }

    /** @throws ClientException.Untrusted when length or hashes are not those expected */
    void check() {
        content.check(path.value(), expected);
    }
}
