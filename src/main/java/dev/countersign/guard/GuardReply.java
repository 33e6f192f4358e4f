package dev.countersign.guard;

import dev.countersign.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** What a guard answers when it withholds nothing. */
public sealed interface GuardReply {
    /** The verified content of a target. Whoever writes the answer closes the file. */
    record SignedArtifact(VerifiedContent file, String contentType) implements GuardReply {}

    /**
     * A signed target, of which only the head was asked: its content need not be here.
     *
     * @param etag in quotation marks
     */
    record ArtifactHead(long length, String etag, String contentType) implements GuardReply {}

    /**
     * A document that the guard has made, or passes on. Clients ask for it anew each time.
     *
     * @param status 200, or what the registry said of something that the guard only passes on
     * @param gzip the same, compressed; null when that is not worth it
     * @param tags for clients that ask for the rest of what they have; null when the tag is any that follows from the content
     */
    record MadeDocument(
            int status,
            Bytes body,
            String contentType,
            @Nullable Bytes gzip,
            @Nullable LineTags tags) implements GuardReply {
        private static final int WORTH_COMPRESSING = 1024;

        public static MadeDocument of(Bytes body, String contentType) {
            return of(200, body, contentType);
        }

        public static MadeDocument of(int status, Bytes body, String contentType) {
            return new MadeDocument(
                    status, body, contentType, body.length() < WORTH_COMPRESSING ? null : compressed(body), null);
        }

        /**
         * Lines for Bundler, which takes the tag for the MD5 of what it gets, and asks for the rest of what it has: never compressed
         * on the way.
         */
        public static MadeDocument tagged(Bytes body, String contentType) {
            return new MadeDocument(200, body, contentType, null, LineTags.of(body));
        }

        /** How many bytes it keeps. */
        int memory() {
            return body.length() + (gzip == null ? 0 : gzip.length()) + (tags == null ? 0 : tags.memory());
        }

        /**
         * What a client does not have yet, or will not believe to have: the part it asks for, when what it has is the beginning.
         *
         * @param known the tag of what it has
         */
        Optional<ByteRange> rest(@Nullable String range, @Nullable String known) {
            var beginnings = tags;
            return beginnings == null
                    ? Optional.empty()
                    : ByteRange.parse(range, body.length())
                            .filter(part -> !part.isNowhere() && part.from() + part.length() == body.length())
                            .filter(part -> beginnings.isOfBeginning(known, part.from() + 1));
        }

        private static Bytes compressed(Bytes body) {
            var out = new ByteArrayOutputStream(body.length() / 4);
            try (var gzip = new GZIPOutputStream(out, 8192) {
                {
                    def.setLevel(Deflater.BEST_SPEED);
                }
            }) {
                gzip.write(body.array());
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory", e);
            }
            return Bytes.wrap(out.toByteArray());
        }
    }

    /** Another address, relative to that of the request. */
    record Elsewhere(String location) implements GuardReply {}
}
