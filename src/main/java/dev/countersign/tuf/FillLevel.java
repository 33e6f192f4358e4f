package dev.countersign.tuf;

/** How near a file is to the size at which TUF clients refuse it: the levels at which an operator is told. */
public enum FillLevel {
    ROOMY(0),
    NOTABLE(60),
    HIGH(80),
    NEARLY_FULL(95);

    private final int percent;

    FillLevel(int percent) {
        this.percent = percent;
    }

    /** The level of a role's file of this many bytes. */
    public static FillLevel compute(RoleName role, long bytes) {
        var level = ROOMY;
        for (var each : values()) {
            if (100 * bytes >= (long) each.percent * Limits.maxBytes(role)) {
                level = each;
            }
        }
        return level;
    }

    /** From how many hundredths of the limit on. */
    public int percent() {
        return percent;
    }
}
