package dev.countersign.loadtest;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.document.TargetEntry;
import dev.countersign.tuf.document.TargetsDocument;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A bin of 50 kB, from stored file to the bytes to sign, with few and many edits. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BinMerge {
    private static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");
    private static final int ENTRIES = 290;

    @Param({"1", "100"})
    public int edits;

    private Bytes file = Bytes.EMPTY;
    private List<TargetEntry> batch = List.of();

    @Setup
    public void prepare() {
        var document = TargetsDocument.EMPTY.merge(Bins.entries(ENTRIES, 0)).document();
        file = MetadataFile.assemble(List.of(), document.signedBytes(1, EXPIRES));
        batch = Bins.entries(edits, 1);
    }

    /** What a publication does with a bin before it signs. */
    @Benchmark
    public Bytes fileToSignedBytes() {
        return TargetsDocument.parse(file).merge(batch).document().signedBytes(2, EXPIRES);
    }

    @Benchmark
    public TargetsDocument ofFile() {
        return TargetsDocument.parse(file);
    }
}
