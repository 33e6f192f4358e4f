package dev.countersign.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where this machine remembers what it trusts. */
public final class TrustStoreFolder {
    private TrustStoreFolder() {}

    /** The folder that was given, or {@code $XDG_DATA_HOME/countersign}, or its default under the home folder. */
    public static Path orDefault(@Nullable Path given) {
        if (given != null) {
            return given;
        }
        var data = System.getenv("XDG_DATA_HOME");
        var base = data == null || data.isEmpty()
                ? Path.of(System.getProperty("user.home", "."), ".local", "share")
                : Path.of(data);
        return base.resolve("countersign");
    }
}
