package dev.countersign.app;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Lets everything else go first: on Linux, where each thread has a niceness of its own, a thread that signs gets the
 * processor's time that requests leave. The JVM's own thread priorities have no effect there. Elsewhere this does
 * nothing.
 */
final class LowPriority {
    /** A third of what another thread gets that is as busy: a flood of requests must not keep a timestamp unsigned. */
    static final int NICE = 5;

    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;
    private static final @Nullable MethodHandle SET_PRIORITY = find();
    private static final ThreadLocal<Boolean> LOWERED = ThreadLocal.withInitial(LowPriority::lower);

    private LowPriority() {}

    /** Lowers the calling platform thread, once and for good; tells whether it has been possible. */
    static boolean ofThisThread() {
        return LOWERED.get();
    }

    private static boolean lower() {
        var set = SET_PRIORITY;
        if (set == null || Thread.currentThread().isVirtual()) {
            return false;
        }
        try {
            return (int) set.invokeExact(PRIO_PROCESS, THIS_THREAD, NICE) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    @SuppressWarnings("restricted") // a function of the C library, with the types it has
    private static @Nullable MethodHandle find() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return null;
        }
        var linker = Linker.nativeLinker();
        var type = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        return linker.defaultLookup()
                .find("setpriority")
                .map(function -> linker.downcallHandle(function, type))
                .orElse(null);
    }
}
