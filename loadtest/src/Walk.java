import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads a whole repository as clients would, verifies every file with the online key, counts the artifacts and looks
 * for those that must be there: one path per line of {@code --expect FILE}.
 *
 * <p>{@code --server HOST:PORT --root FILE [--expect FILE]}; prints {@code artifacts=} and {@code missing=}, and ends
 * with 1 if any is missing.
 */
final class Walk {
    private final Wire.Address server;
    private final Signed.OnlineKey key;

    private Walk(Wire.Address server, byte[] root) throws Exception {
        this.server = server;
        try (var wire = new Wire(server)) {
            byte[] newest = root;
            for (int next = 2; ; next++) {
                var answer = wire.get("/metadata/" + next + ".root.json");
                if (answer.status() == 404) {
                    break;
                }
                newest = answer.body();
            }
            key = Signed.onlineKey(newest);
        }
    }

    public static void main(String[] arguments) throws Exception {
        var args = Args.of(arguments);
        var expected = new HashSet<String>();
        if (!args.text("expect", "").isEmpty()) {
            expected.addAll(Files.readAllLines(Path.of(args.text("expect"))));
        }
        var walk = new Walk(Wire.Address.of(args.text("server")), Files.readAllBytes(Path.of(args.text("root"))));
        int wanted = expected.size();
        int artifacts = walk.walk(expected);
        System.out.printf("artifacts=%d%nexpected=%d%nmissing=%d%n", artifacts, wanted, expected.size());
        if (!expected.isEmpty()) {
            System.err.println("  missing: " + expected.iterator().next());
            System.exit(1);
        }
    }

    /** Takes what it finds out of the expected ones; returns how many there are. */
    private int walk(Set<String> expected) throws Exception {
        Map<String, Integer> snapshot;
        try (var wire = new Wire(server)) {
            byte[] timestampFile = file(wire, "timestamp.json");
            var timestamp = Signed.timestamp(timestampFile);
            byte[] snapshotFile = file(wire, timestamp.snapshot() + ".snapshot.json");
            if (!Signed.sha256(snapshotFile).equals(timestamp.sha256())) {
                throw new IllegalStateException("snapshot " + timestamp.snapshot() + " is not the timestamp's");
            }
            snapshot = Signed.snapshot(snapshotFile);
        }
        var names = new ArrayList<>(snapshot.entrySet());
        int half = names.size() / 2;
        try (var threads = Executors.newFixedThreadPool(2)) {
            var one = threads.submit(roles(names.subList(0, half), expected));
            var other = threads.submit(roles(names.subList(half, names.size()), expected));
            return result(one) + result(other);
        }
    }

    private Callable<Integer> roles(Iterable<Map.Entry<String, Integer>> roles, Set<String> expected) {
        return () -> {
            int[] count = {0};
            try (var wire = new Wire(server)) {
                for (var role : roles) {
                    byte[] file = file(wire, role.getValue() + "." + role.getKey());
                    if (role.getKey().equals("targets.json")) {
                        continue;
                    }
                    Signed.paths(file, path -> {
                        count[0]++;
                        if (!expected.isEmpty()) {
                            synchronized (expected) {
                                expected.remove(path);
                            }
                        }
                    });
                }
            }
            return count[0];
        };
    }

    private byte[] file(Wire wire, String name) throws Exception {
        var answer = wire.get("/metadata/" + name);
        if (answer.status() != 200) {
            throw new IOException(name + ": " + answer.status() + " (expected: 200)");
        }
        Signed.verify(answer.body(), key);
        return answer.body();
    }

    private static int result(Future<Integer> future) throws Exception {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
