package dev.countersign.watch;

import dev.countersign.client.Credentials.Header;
import dev.countersign.json.Bytes;
import dev.countersign.packages.Listing;
import dev.countersign.packages.gems.CompactIndex;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A compact index of RubyGems. Of {@code /versions}, which only grows, the end that is not known yet is asked for. */
final class GemSource implements Source {
    private static final String TEXT = "text/plain";
    /** Bytes of the known end that are asked for again, so that a list which was written anew is noticed. */
    private static final int OVERLAP = 1024;

    private final Fetcher fetcher;
    private final URI root;

    /** Guarded by this. */
    private Bytes versions = Bytes.EMPTY;

    /** @param root with a slash at its end */
    GemSource(Fetcher fetcher, URI root) {
        this.fetcher = fetcher;
        this.root = root;
    }

    @Override
    public ChangedProjects changes(@Nullable String cursor) {
        return new ChangedProjects(CompactIndex.gems(versions(), root), true, null);
    }

    private synchronized Bytes versions() {
        var address = root.resolve("versions");
        var page = fetcher.page(address, headers()).orElseThrow(() -> Sources.missing(address));
        versions = switch (page.reply().status()) {
            case 200 -> page.body();
            case 206 -> continued(page.body()) ? joined(page.body()) : whole(address);
            default -> whole(address);
        };
        return versions;
    }

    private List<Header> headers() {
        var headers = new ArrayList<Header>();
        headers.add(new Header("Accept", TEXT));
        if (versions.length() > 0) {
            headers.add(new Header("Range", "bytes=" + known() + "-"));
        }
        return headers;
    }

    /** Where the part begins that is asked for again. */
    private int known() {
        return Math.max(0, versions.length() - OVERLAP);
    }

    private Bytes whole(URI address) {
        return fetcher.page(address, TEXT)
                .orElseThrow(() -> Sources.missing(address))
                .body();
    }

    private boolean continued(Bytes end) {
        var again = versions.slice(known(), versions.length());
        return end.length() >= again.length() && end.slice(0, again.length()).equals(again);
    }

    private Bytes joined(Bytes end) {
        var all = new ByteArrayOutputStream();
        all.write(versions.array(), 0, known());
        all.writeBytes(end.array());
        return Bytes.wrap(all.toByteArray());
    }

    @Override
    public Optional<Listing> files(String project) {
        return fetcher.page(root.resolve("info/" + project), TEXT)
                .map(page -> CompactIndex.info(project, page.body(), root));
    }
}
