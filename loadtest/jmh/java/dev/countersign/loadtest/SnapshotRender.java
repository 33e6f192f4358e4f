package dev.countersign.loadtest;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.document.SnapshotDocument;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
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

/** The snapshot with one role's version changed, to the bytes to sign. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SnapshotRender {
    private static final Instant EXPIRES = Instant.parse("2030-01-01T00:00:00Z");

    @Param({"4096", "16384"})
    public int bins;

    private SnapshotDocument snapshot = SnapshotDocument.of(Map.of());
    private Map<RoleName, Integer> changed = Map.of();

    @Setup
    public void prepare() {
        var versions = new HashMap<RoleName, Integer>();
        versions.put(RoleName.TARGETS, 1);
        for (int i = 0; i < bins; i++) {
            versions.put(RoleName.delegated(String.format("bins-%04x", i)), 100_000 + i);
        }
        snapshot = SnapshotDocument.of(versions);
        changed = Map.of(RoleName.delegated(String.format("bins-%04x", bins / 2)), 900_000);
    }

    @Benchmark
    public Bytes patchAndRender() {
        return snapshot.with(changed).signedBytes(100_001, EXPIRES);
    }
}
