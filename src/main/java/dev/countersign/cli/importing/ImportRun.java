package dev.countersign.cli.importing;

import dev.countersign.cli.artifact.ListSource;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The way from the input to the server: the caller's thread reads and checks lines, other threads send batches, and
 * reading waits while enough batches are on their way.
 */
final class ImportRun {
    /** Bytes of a request, well under what a server takes. */
    private static final int MAX_REQUEST = 4 << 20;

    private final ListSource source;
    private final ImportSender sender;
    private final ImportCheckpoint checkpoint;
    private final ImportProgress progress;
    private final InFlight inFlight;
    private final int batchSize;
    private final @Nullable ImportFormat format;
    private @Nullable ArtifactLines lines;

    /** @param format null to see it from the first line */
    ImportRun(
            ListSource source,
            ImportSender sender,
            ImportCheckpoint checkpoint,
            ImportProgress progress,
            @Nullable ImportFormat format,
            int batchSize,
            int maxInFlight) {
        this.source = source;
        this.sender = sender;
        this.checkpoint = checkpoint;
        this.progress = progress;
        this.format = format;
        this.batchSize = batchSize;
        this.inFlight = new InFlight(maxInFlight);
    }

    /** Sends every line that the checkpoint does not hold yet; returns when the server has taken them all. */
    void send() throws IOException, InterruptedException {
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            var going = true;
            for (var batch = nextBatch(); batch != null && going; batch = going ? nextBatch() : null) {
                going = start(batch, senders);
                progress.show(source.fraction());
            }
            inFlight.drain();
        }
    }

    private boolean start(ImportBatch batch, ExecutorService senders) throws InterruptedException {
        if (!inFlight.enter(batch)) {
            return false;
        }
        senders.execute(() -> inFlight.leave(batch, failureOf(batch)));
        return true;
    }

    private @Nullable RuntimeException failureOf(ImportBatch batch) {
        try {
            var sent = sender.send(batch);
            checkpoint.acknowledge(batch, sent);
            progress.accepted(sent.accepted());
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** Null after the last line. A batch never spans lines that the checkpoint already holds. */
    private @Nullable ImportBatch nextBatch() throws IOException {
        var line = nextUnacknowledged();
        if (line == null) {
            return null;
        }
        var batch = new ImportBatch.LineCollector(source.lineNumber(), batchSize, MAX_REQUEST);
        read(line, batch);
        while (!batch.isFull() && checkpoint.acknowledgedUntil(source.lineNumber() + 1) == 0) {
            line = source.next();
            if (line == null) {
                break;
            }
            read(line, batch);
        }
        return batch.build();
    }

    private @Nullable Bytes nextUnacknowledged() throws IOException {
        var line = source.next();
        while (line != null && checkpoint.acknowledgedUntil(source.lineNumber()) > 0) {
            if (!isPassedOver(line) && line.length() <= ListSource.MAX_LINE) {
                linesFrom(line);
            }
            line = source.next();
        }
        return line;
    }

    private void read(Bytes line, ImportBatch.LineCollector batch) {
        var number = source.lineNumber();
        if (isPassedOver(line)) {
            batch.blank(number);
        } else if (line.length() > ListSource.MAX_LINE) {
            batch.reject(number, ListSource.TOO_LONG);
        } else {
            readArtifact(line, number, batch);
        }
    }

    private void readArtifact(Bytes line, long number, ImportBatch.LineCollector batch) {
        try {
            linesFrom(line)
                    .read(line)
                    .ifPresentOrElse(
                            artifact -> batch.add(new ImportBatch.ReadyArtifact(
                                    number, artifact.path().value(), artifact.element())),
                            () -> batch.blank(number));
        } catch (InvalidInput e) {
            batch.reject(number, String.valueOf(e.getMessage()));
        }
    }

    /** Decided by the first line that is not passed over. */
    private ArtifactLines linesFrom(Bytes line) {
        if (lines == null) {
            var used = format == null ? ImportFormat.detect(line, source.name()) : format;
            lines = used.lines(line);
        }
        return lines;
    }

    private boolean isPassedOver(Bytes line) {
        return isBlank(line) || (lines == null && CsvLines.isSeparatorNote(line));
    }

    /** An empty line or a comment; no path begins with the mark of a comment. */
    private static boolean isBlank(Bytes line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.byteAt(i) != ' ' && line.byteAt(i) != '\t') {
                return line.byteAt(i) == '#';
            }
        }
        return true;
    }
}
