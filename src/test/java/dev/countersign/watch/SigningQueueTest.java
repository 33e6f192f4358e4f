package dev.countersign.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class SigningQueueTest {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private int failures;

    private final TargetSigning service = new TargetSigning() {
        @Override
        public Map<TargetPath, String> add(SequencedMap<TargetPath, TargetFile> targets) {
            calls.add("add " + targets.size() + " " + targets.firstEntry().getKey());
            if (failures-- > 0) {
                throw new SigningTrouble("away", new IllegalStateException());
            }
            return Map.of(new TargetPath("bad"), "refused");
        }

        @Override
        public void remove(List<TargetPath> paths) {
            calls.add("remove " + paths);
        }
    };

    @Test
    void whatWaitsGoesTogetherAndInOrder() throws Exception {
        var queue = SigningQueue.persistent(service, _ -> {});
        queue.add(added("a", "bad"));
        queue.add(added("b"));
        queue.add(removed("a"));
        queue.add(added("c"));
        queue.add(added("c"));
        run(queue);
        assertThat(calls).containsExactly("add 3 a", "remove [a]", "add 1 c", "add 1 c");
        assertThat(done).containsExactly("[a, bad] {bad=refused}", "[b] {}", "[] {}", "[c] {}", "[c] {}");
    }

    @Test
    void noCallHasMoreThanIsAllowed() throws Exception {
        var queue = SigningQueue.persistent(service, _ -> {});
        for (int i = 0; i < 3; i++) {
            var names = new ArrayList<String>();
            for (int name = 0; name < 200; name++) {
                names.add(i + "-" + name);
            }
            queue.add(added(names.toArray(String[]::new)));
        }
        run(queue);
        assertThat(calls).containsExactly("add 400 0-0", "add 200 2-0");
    }

    @Test
    void whatFailsIsSentAgainBeforeWhatComesLater() throws Exception {
        failures = 1;
        var told = new CopyOnWriteArrayList<String>();
        var queue = SigningQueue.persistent(service, told::add);
        queue.add(added("a"));
        queue.add(removed("a"));
        run(queue);
        assertThat(calls).containsExactly("add 1 a", "add 1 a", "remove [a]");
        assertThat(told).containsExactly("away");
    }

    @Test
    void aTryThatFailsIsToldToWhoeverWaits() throws Exception {
        failures = 1;
        var queue = SigningQueue.oneTry(service);
        queue.add(added("a"));
        queue.add(added("a"));
        var thread = Thread.ofVirtual().start(queue::run);
        assertThatExceptionOfType(TargetSigning.SigningTrouble.class).isThrownBy(queue::awaitAll);
        thread.join();
        assertThat(calls).hasSize(1);
        assertThat(done).isEmpty();
    }

    /** What was signed and cannot be noted: nothing may follow it. */
    @Test
    void aFullDiskEndsEverything() throws Exception {
        var queue = SigningQueue.persistent(service, _ -> {});
        queue.add(new SigningRequest(targets("a"), List.of(), _ -> {
            throw new SourceTrouble("no space left", null);
        }));
        queue.add(added("a"));
        var thread = Thread.ofVirtual().start(queue::run);
        assertThatExceptionOfType(SourceTrouble.class).isThrownBy(queue::awaitEnd);
        thread.join();
        assertThat(calls).hasSize(1);
    }

    private void run(SigningQueue queue) throws InterruptedException {
        var thread = Thread.ofVirtual().start(queue::run);
        queue.awaitAll();
        queue.close();
        thread.join();
    }

    private SigningRequest added(String... paths) {
        return new SigningRequest(targets(paths), List.of(), reasons -> done.add(List.of(paths) + " " + reasons));
    }

    private SigningRequest removed(String path) {
        return new SigningRequest(
                new LinkedHashMap<>(), List.of(new TargetPath(path)), reasons -> done.add("[] " + reasons));
    }

    private static SequencedMap<TargetPath, TargetFile> targets(String... paths) {
        var targets = new LinkedHashMap<TargetPath, TargetFile>();
        for (var path : paths) {
            var hashes = new TreeMap<>(Map.of(HashAlgorithm.SHA256, "0".repeat(64)));
            targets.put(new TargetPath(path), new TargetFile(1, hashes, null));
        }
        return targets;
    }
}
