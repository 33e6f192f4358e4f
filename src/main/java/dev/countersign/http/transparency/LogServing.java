package dev.countersign.http.transparency;

import dev.countersign.concurrent.SharedReads;
import dev.countersign.http.Freshness;
import dev.countersign.http.Refusal;
import dev.countersign.http.RepositoryAddress;
import dev.countersign.http.metadata.Delivery;
import dev.countersign.http.metadata.FileAnswers;
import dev.countersign.http.metadata.PreparedFile;
import dev.countersign.json.Bytes;
import dev.countersign.repository.Latest;
import dev.countersign.repository.LogRecords;
import dev.countersign.repository.RepositoryId;
import dev.countersign.transparency.EntryBundle;
import dev.countersign.transparency.SignedNote;
import dev.countersign.transparency.Tile;
import dev.countersign.wire.ApiPath;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Serves the public log of one repository. Its checkpoint is part of the view that the timestamp is answered from, so
 * neither is ever newer than the other, and neither goes back. One instance serves any number of event loops.
 */
public final class LogServing {
    private static final String TILES = "/tile/";
    private static final String CHECKPOINT = "/checkpoint";
    private static final String COSIGNED = "/cosigned";
    private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; charset=utf-8");
    private static final CharSequence OCTETS = HttpHeaders.createOptimized("application/octet-stream");
    private static final int MAX_READS = 64;

    private final RepositoryId repository;
    private final Latest latest;
    private final LogRecords records;
    private final CosignedCheckpoints cosigned;
    private final LogMemory memory;
    private final FileAnswers answers;
    private final Delivery delivery;
    private final SharedReads<AskedPart, PreparedFile> reads = new SharedReads<>(this::read);

    /** A tile, or the entries of a tile of leaves. */
    private record AskedPart(String path, Tile tile, boolean entries) {

        static Optional<AskedPart> parse(String path) {
            return Tile.parse(path)
                    .map(tile -> new AskedPart(path, tile, false))
                    .or(() -> EntryBundle.parsePath(path).map(leaves -> new AskedPart(path, leaves, true)));
        }
    }

    /** @param background compresses bundles; may refuse work */
    public LogServing(
            Vertx vertx,
            RepositoryId repository,
            Latest latest,
            LogRecords records,
            CosignedCheckpoints cosigned,
            Freshness freshness,
            LogMemory memory,
            Executor background) {
        this.repository = repository;
        this.latest = latest;
        this.records = records;
        this.cosigned = cosigned;
        this.memory = memory;
        this.answers = new FileAnswers(background);
        this.delivery = new Delivery(vertx, freshness, answers);
    }

    /** @param path behind the address of the repository; one for which {@link RepositoryAddress#isLog} holds */
    public void handle(HttpServerRequest request, String path) {
        var rest = path.substring(ApiPath.LOG.length());
        if (!HttpMethod.GET.equals(request.method()) && !HttpMethod.HEAD.equals(request.method())) {
            answers.otherMethod(request);
        } else if (rest.equals(CHECKPOINT)) {
            delivery.whenFresh(request, () -> checkpoint(request));
        } else if (rest.equals(COSIGNED)) {
            delivery.deliver(
                    request,
                    cosigned.newest().map(note -> note.map(LogServing::note)),
                    file -> answers.send(request, file));
        } else if (rest.startsWith(TILES)) {
            AskedPart.parse(rest.substring(TILES.length()))
                    .ifPresentOrElse(asked -> tile(request, asked), () -> notFound(request));
        } else {
            notFound(request);
        }
    }

    private void checkpoint(HttpServerRequest request) {
        var log = latest.view().log();
        if (log == null) {
            notFound(request);
            return;
        }
        var signed = cosigned.with(SignedNote.parse(log.checkpoint())).map(note -> Optional.of(note(note.toBytes())));
        delivery.deliver(request, signed, file -> answers.send(request, file));
    }

    private static PreparedFile note(Bytes note) {
        return PreparedFile.of(note, TEXT, FileAnswers.REVALIDATE);
    }

    /** What this node knows decides at once; only before it says no, it makes sure that it knows the newest. */
    private void tile(HttpServerRequest request, AskedPart asked) {
        var kept = memory.get(repository, asked.path());
        if (kept != null) {
            answers.send(request, kept);
        } else if (isThere(asked)) {
            find(request, asked);
        } else {
            delivery.whenFresh(request, () -> {
                if (isThere(asked)) {
                    find(request, asked);
                } else {
                    notFound(request);
                }
            });
        }
    }

    private boolean isThere(AskedPart asked) {
        var log = latest.view().log();
        return log != null && asked.tile().isIn(log.size());
    }

    private void find(HttpServerRequest request, AskedPart asked) {
        delivery.deliver(request, reads.find(asked), file -> answers.send(request, file));
    }

    private Future<Optional<PreparedFile>> read(AskedPart asked) {
        if (reads.underWay() > MAX_READS) {
            return Future.failedFuture(
                    new Refusal.Overloaded("too much of the log is being read", Duration.ofSeconds(1)));
        }
        var bytes =
                asked.entries() ? records.entries(asked.tile()).map(EntryBundle::encode) : records.hashes(asked.tile());
        return bytes.map(read -> {
            var file = PreparedFile.of(read, OCTETS, FileAnswers.IMMUTABLE);
            memory.put(repository, asked.path(), file);
            return Optional.of(file);
        });
    }

    private void notFound(HttpServerRequest request) {
        answers.notFound(request, FileAnswers.NO_STORE);
    }
}
