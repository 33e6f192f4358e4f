package dev.countersign.app.service;

import dev.countersign.repository.TaskId;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/** Names of new tasks: 128 random bits, so that nobody can guess another's. Any thread. */
final class TaskIds implements Supplier<TaskId> {

    private final SecureRandom random = new SecureRandom();

    @Override
    public TaskId get() {
        var bits = new byte[16];
        random.nextBytes(bits);
        return new TaskId(HexFormat.of().formatHex(bits));
    }
}
