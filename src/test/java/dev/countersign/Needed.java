package dev.countersign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a machine may lack: then a test is skipped, and says so; in continuous integration (CI=true) it fails. */
public final class Needed {
    private Needed() {}

    /** @param lack what is not there, and what to install or do, if it is not there */
    public static void needed(boolean there, String lack) {
        if (!there) {
            assertThat(System.getenv("CI"))
                    .as("%s; in continuous integration nothing is skipped", lack)
                    .isNotEqualTo("true");
            System.err.println("NOT TESTED: " + lack);
        }
        assumeTrue(there, lack);
    }
}
