import java.util.Arrays;
import java.util.Locale;

/** Durations, all of them kept: percentiles are exact (nearest rank). Not for several threads at once. */
final class Samples {
    private long[] nanos = new long[1024];
    private int count;

    void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = duration;
    }

    int count() {
        return count;
    }

    /** Milliseconds. */
    double percentile(double percent) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * count);
        return sorted[Math.clamp(rank - 1, 0, count - 1)] / 1e6;
    }

    /** Lines {@code <name>_p50_ms=1.23} for a shell to read. */
    void print(String name) {
        for (String percent : new String[] {"50", "90", "99", "99.9", "100"}) {
            System.out.printf(
                    Locale.ROOT,
                    "%s_p%s_ms=%.3f%n",
                    name,
                    percent.replace(".", "_"),
                    percentile(Double.parseDouble(percent)));
        }
        System.out.printf("%s_samples=%d%n", name, count);
    }
}
