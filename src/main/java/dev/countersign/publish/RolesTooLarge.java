package dev.countersign.publish;

import dev.countersign.tuf.RoleName;
import java.util.Map;
import java.util.stream.Collectors;

/** The roles whose files clients would refuse for their size; nothing was published. */
final class RolesTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Map<RoleName, Overflow> overflows;

    RolesTooLarge(Map<RoleName, Overflow> overflows) {
        super(overflows.values().stream().map(Overflow::reason).collect(Collectors.joining("; ")));
        this.overflows = Map.copyOf(overflows);
    }

    Map<RoleName, Overflow> overflows() {
        return overflows;
    }

    /** Whether the roles would fit without some of the targets to add. */
    boolean fitWithLess() {
        return overflows.values().stream()
                .anyMatch(overflow -> !overflow.paths().isEmpty());
    }
}
