package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LowPriorityTest {

    @Test
    @EnabledOnOs(OS.LINUX)
    void theThreadGivesWayAndNoOther() throws Exception {
        var before = inAThread(LowPriorityTest::niceness);

        var lowered = inAThread(() -> LowPriority.ofThisThread() && LowPriority.ofThisThread() ? niceness() : before);

        assertThat(lowered).isEqualTo(LowPriority.NICE);
        assertThat(inAThread(LowPriorityTest::niceness)).isEqualTo(before).isLessThan(LowPriority.NICE);
    }

    @Test
    void aVirtualThreadSharesItsThreadWithOthersAndIsLeftAlone() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.submit(LowPriority::ofThisThread).get()).isFalse();
        }
    }

    private static <T> T inAThread(Callable<T> work) throws Exception {
        try (var thread = Executors.newSingleThreadExecutor()) {
            return thread.submit(work).get();
        }
    }

    /** What follows the name in parentheses begins with field 3; niceness is field 19. */
    private static int niceness() throws Exception {
        var stat = Files.readString(Path.of("/proc/thread-self/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
    }
}
