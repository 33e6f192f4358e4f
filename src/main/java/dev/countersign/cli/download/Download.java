package dev.countersign.cli.download;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.Words;
import dev.countersign.client.ClientException;
import dev.countersign.client.ContentHash;
import dev.countersign.client.Transport;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** One artifact on its way from the network to a file; it ends as soon as more bytes come than were signed for. */
final class Download {
    private final Transport http;
    private final TargetPath path;
    private final TargetFile expected;
    private final Terminal terminal;
    private final ContentHash content;
    private volatile boolean tooLong;

    Download(Transport http, TargetPath path, TargetFile expected, Terminal terminal) {
        this.http = http;
        this.path = path;
        this.expected = expected;
        this.terminal = terminal;
        this.content = new ContentHash(expected.hashes().keySet());
    }

    /**
     * Writes the content to a file and checks it.
     *
     * @return the HTTP status; the file is of use only after 200
     * @throws ClientException.Untrusted when length or hashes are not those expected
     */
    int from(URI address, Path file) throws IOException {
        int status;
        try (var out = Files.newOutputStream(file)) {
            status = http.stream(address, piece -> take(piece, out));
        } catch (ClientException.Unreachable e) {
            if (tooLong) {
                throw new CliFailure.Unverified(
                        path + ": more bytes than the " + expected.length() + " that were signed for", e);
            }
            throw CliFailure.from(e);
        }
        if (status == 200) {
            content.check(path.value(), expected);
        }
        return status;
    }

    private void take(byte[] piece, OutputStream out) {
        content.add(piece, piece.length);
        if (content.length() > expected.length()) {
            tooLong = true;
            throw new IllegalStateException("too long");
        }
        try {
            out.write(piece);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        terminal.progress(path + ": " + Words.bytes(content.length()) + " of " + Words.bytes(expected.length()));
    }
}
