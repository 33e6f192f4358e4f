package dev.countersign.client;

import dev.countersign.json.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A TUF client of one repository: the detailed client workflow (specification, 5) over a source of files and a cache.
 * What it returns is verified; what fails a check is a {@link ClientException.Untrusted} that names the file. Threads may
 * share it.
 */
public final class TufClient {
    private final RoleFiles files;
    private final ClientSettings settings;
    private Bytes root;
    private volatile @Nullable RepositoryView newest;

    /** @param root the root file to start from; nothing is read before the first refresh */
    public TufClient(MetadataSource source, MetadataCache cache, Bytes root) {
        this(source, cache, root, ClientSettings.USUAL);
    }

    public TufClient(MetadataSource source, MetadataCache cache, Bytes root, ClientSettings settings) {
        this.files = new RoleFiles(source, cache, settings.limits());
        this.settings = settings;
        this.root = root;
    }

    /**
     * Follows the roots to the newest and verifies timestamp, snapshot and top-level targets. Views from before stay as
     * they are. One thread refreshes at a time; others wait for their turn.
     *
     * @throws ClientException when that fails; {@link #view} is then what it was before
     */
    public synchronized RepositoryView refresh() {
        var next = new Refresh(files, settings, root).run();
        root = next.rootFile();
        newest = next;
        return next;
    }

    /** What the last refresh that succeeded found; refreshes when none has. It may have expired since. */
    public RepositoryView view() {
        var view = newest;
        return view == null ? firstView() : view;
    }

    private synchronized RepositoryView firstView() {
        var view = newest;
        return view == null ? refresh() : view;
    }
}
