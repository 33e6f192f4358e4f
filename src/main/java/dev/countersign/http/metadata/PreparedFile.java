package dev.countersign.http.metadata;

import dev.countersign.json.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A file, and what its answers need, made once. All answers share the bytes; none copies them. The bytes are not
 * reference counted, so a cache may drop the file while it is sent.
 */
public final class PreparedFile {
    private static final int WORTH_COMPRESSING = 1024;
    /** Compressing is for files that many ask for. */
    private static final int COMPRESS_AFTER = 4;

    private final Variant identity;
    private final CharSequence contentType;
    private final CharSequence cacheControl;
    private final boolean compressible;
    private final AtomicInteger compressedAsked = new AtomicInteger();
    private volatile @Nullable Variant gzip;

    /** One encoding of the content. */
    static final class Variant {
        private final ByteBuf body;
        private final CharSequence length;
        private final boolean compressed;
        private final AtomicInteger asked = new AtomicInteger();
        private final Supplier<String> naming;
        private volatile @Nullable CharSequence etag;
        private volatile @Nullable FileChannel file;

        private Variant(byte[] bytes, Supplier<String> naming, boolean compressed) {
            this.body =
                    Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes).asReadOnly());
            this.naming = naming;
            this.length = HttpHeaders.createOptimized(Integer.toString(bytes.length));
            this.compressed = compressed;
        }

        /** A view of the content with a position of its own. */
        Buffer body() {
            return BufferInternal.buffer(body);
        }

        int size() {
            return body.readableBytes();
        }

        /**
         * The content in an open file, for large content that is asked for often; else null. The file is closed when
         * this object is garbage, so whoever sends the file keeps this object, and calls {@link #sent} at the end.
         */
        @Nullable
        FileChannel file(Executor background) {
            var open = file;
            if (open == null && size() >= NamelessFiles.WORTH && asked.incrementAndGet() == NamelessFiles.AFTER) {
                whenIdle(background, () -> file = NamelessFiles.hold(this, body.nioBuffer()), () -> asked.set(0));
            }
            return open;
        }

        void sent() {
            // Empty on purpose: whoever calls this still holds this object, and so the file was open until now.
        }

        /** Made on demand: most bins are replaced before anybody reads them. */
        CharSequence etag() {
            var known = etag;
            if (known == null) {
                known = HttpHeaders.createOptimized("\"" + naming.get() + "\"");
                etag = known;
            }
            return known;
        }

        CharSequence length() {
            return length;
        }

        boolean isCompressed() {
            return compressed;
        }
    }

    private PreparedFile(Variant identity, CharSequence contentType, CharSequence cacheControl, boolean compressible) {
        this.identity = identity;
        this.contentType = contentType;
        this.cacheControl = cacheControl;
        this.compressible = compressible;
    }

    public static PreparedFile of(Bytes bytes, CharSequence contentType, CharSequence cacheControl) {
        return new PreparedFile(plain(bytes), contentType, cacheControl, bytes.length() >= WORTH_COMPRESSING);
    }

    private static Variant plain(Bytes bytes) {
        return new Variant(bytes.array(), () -> bytes.sha256().hex(), false);
    }

    /** The same content, to be cached otherwise. */
    PreparedFile with(CharSequence otherCacheControl) {
        return new PreparedFile(identity, contentType, otherCacheControl, compressible);
    }

    /** For what changes too often for compression to pay. */
    static PreparedFile uncompressed(Bytes bytes, CharSequence contentType, CharSequence cacheControl) {
        return new PreparedFile(plain(bytes), contentType, cacheControl, false);
    }

    /** Makes the ETag now, on the caller's thread: for what is sure to be read. */
    void name() {
        var _ = identity.etag();
    }

    CharSequence contentType() {
        return contentType;
    }

    CharSequence cacheControl() {
        return cacheControl;
    }

    /** Whether the answer may depend on {@code Accept-Encoding}. */
    boolean varies() {
        return compressible;
    }

    /** What it takes of a cache, in bytes. */
    public int weight() {
        return identity.size() * (compressible ? 2 : 1) + 512;
    }

    /**
     * The variant to send now. When enough callers have asked for the compressed one it is made in the background;
     * until then all get the plain one.
     */
    Variant variant(boolean acceptsGzip, Executor background) {
        if (!acceptsGzip || !compressible) {
            return identity;
        }
        var compressed = gzip;
        if (compressed != null) {
            return compressed;
        }
        if (compressedAsked.incrementAndGet() == COMPRESS_AFTER) {
            whenIdle(background, this::compress, () -> compressedAsked.set(0));
        }
        return identity;
    }

    private void compress() {
        var bytes = compressed();
        if (bytes.length < identity.size()) {
            var plain = identity.etag().toString();
            gzip = new Variant(bytes, () -> plain.substring(1, plain.length() - 1) + "-gzip", true);
        }
    }

    private static void whenIdle(Executor background, Runnable work, Runnable busy) {
        try {
            background.execute(work);
        } catch (RejectedExecutionException e) {
            busy.run();
        }
    }

    private byte[] compressed() {
        var plain = new byte[identity.size()];
        identity.body.getBytes(identity.body.readerIndex(), plain);
        var out = new ByteArrayOutputStream(plain.length / 2);
        try (var gzip = new GZIPOutputStream(out, 8192) {
            {
                def.setLevel(Deflater.DEFAULT_COMPRESSION);
            }
        }) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
