package dev.countersign.guard;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads open files piece by piece, whoever else reads them. */
final class FileContent {
    private static final int PIECE = 1 << 18;

    private FileContent() {}

    /** @throws EOFException when the file ends before */
    static void read(FileChannel file, long from, long length, VerifiedContent.ContentReader pieces)
            throws IOException {
        var piece = new byte[(int) Math.min(PIECE, Math.max(1, length))];
        for (long at = from; at < from + length; ) {
            var buffer = ByteBuffer.wrap(piece, 0, (int) Math.min(piece.length, from + length - at));
            int read = file.read(buffer, at);
            if (read < 0) {
                throw new EOFException("the file ends at " + at);
            }
            pieces.take(piece, read);
            at += read;
        }
    }
}
