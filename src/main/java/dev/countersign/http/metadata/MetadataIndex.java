package dev.countersign.http.metadata;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Latest;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.document.SnapshotDocument;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** The page that lists the files a client starts from, newest publication only; all Roots, since they are kept for ever. */
final class MetadataIndex {
    private static final CharSequence HTML = HttpHeaders.createOptimized("text/html; charset=utf-8");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final int MAX_ROOTS = 1000;
    private static final int MAX_ROLES = 1000;

    private record IndexPage(long publication, PreparedFile file) {}

    private final MetadataFiles files;
    private final String prefix;
    private volatile @Nullable IndexPage newest;

    /** @param prefix of the address of each file */
    MetadataIndex(MetadataFiles files, String prefix) {
        this.files = files;
        this.prefix = prefix;
    }

    Future<PreparedFile> page(Latest.View view) {
        var head = view.head();
        var page = newest;
        if (page != null && page.publication() == head.publication()) {
            return Future.succeededFuture(page.file());
        }
        return files.find(new RoleVersion(RoleName.SNAPSHOT, head.snapshot())).map(found -> {
            var snapshot =
                    found.map(file -> SnapshotDocument.parse(file.bytes())).orElse(null);
            var made = PreparedFile.of(Bytes.utf8(html(view, snapshot)), HTML, NO_CACHE);
            newest = new IndexPage(head.publication(), made);
            return made;
        });
    }

    private String html(Latest.View view, @Nullable SnapshotDocument snapshot) {
        var head = view.head();
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
                + "<title>Metadata</title><h1>Metadata</h1><ul>\n");
        for (int root = Math.max(1, head.root() - MAX_ROOTS + 1); root <= head.root(); root++) {
            link(html, RoleName.ROOT.fileName(root));
        }
        if (head.publication() > 0 && head.timestamp() > 0) {
            link(html, RoleName.TIMESTAMP.fileName(head.timestamp()));
            link(html, RoleName.SNAPSHOT.fileName(head.snapshot()));
            if (snapshot != null) {
                roles(html, snapshot);
            }
        }
        return html.append("</ul></html>\n").toString();
    }

    private void roles(StringBuilder html, SnapshotDocument snapshot) {
        snapshot.roles().stream()
                .limit(MAX_ROLES)
                .forEach(role -> link(html, role.fileName(snapshot.version(role).orElseThrow())));
        if (snapshot.count() > MAX_ROLES) {
            html.append("<li>and ").append(snapshot.count() - MAX_ROLES).append(" more\n");
        }
    }

    /** Names of files need no escaping: they hold letters, digits, dots, hyphens and underscores. */
    private void link(StringBuilder html, String name) {
        html.append("<li><a href=\"")
                .append(prefix)
                .append(name)
                .append("\">")
                .append(name)
                .append("</a>\n");
    }
}
