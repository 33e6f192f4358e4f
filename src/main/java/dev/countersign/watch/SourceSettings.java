package dev.countersign.watch;

import dev.countersign.packages.TargetNames;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One registry, and how it is followed.
 *
 * @param name for logs, metrics and the file of its state
 * @param address of a web server with a slash at its end, of a folder ({@code file:}) or a bucket ({@code s3:})
 * @param changes the address of npm's feed of changes; null where there is none
 * @param names of its files and projects among the targets
 * @param projects those to follow; empty for all that the registry lists
 * @param interval between two looks at everything
 * @param recheck after which the bytes of a file are fetched and compared again; zero for never
 * @param mostBytes of a file
 * @param atOnce projects, and files, that are fetched at the same time
 */
public record SourceSettings(
        String name,
        SourceKind kind,
        URI address,
        @Nullable URI changes,
        TargetNames names,
        List<String> projects,
        Duration interval,
        Duration recheck,
        OnRemoval onRemoval,
        long mostBytes,
        int atOnce) {
    public SourceSettings {
        projects = List.copyOf(projects);
    }
}
