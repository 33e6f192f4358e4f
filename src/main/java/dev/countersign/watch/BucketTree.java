package dev.countersign.watch;

import dev.countersign.packages.BucketPage;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A bucket of S3, or of a store that speaks its language. */
final class BucketTree implements Tree {
    private final Fetcher fetcher;
    private final URI root;
    private final String prefix;

    /**
     * @param root of the bucket, with a slash at its end
     * @param prefix of the keys that are followed: empty, or with a slash at its end
     */
    BucketTree(Fetcher fetcher, URI root, String prefix) {
        this.fetcher = fetcher;
        this.root = root;
        this.prefix = prefix;
    }

    @Override
    public SortedMap<String, TreeFile> files(String below) {
        var files = new TreeMap<String, TreeFile>();
        var token = "";
        do {
            var page = page(prefix + below, token);
            for (var file : page.files()) {
                if (file.key().startsWith(prefix) && !file.key().endsWith("/")) {
                    files.put(
                            file.key().substring(prefix.length()),
                            new TreeFile(address(file.key()), file.size(), file.tag()));
                }
            }
            Tree.checkCount(root, files.size());
            token = page.next() == null ? "" : page.next();
        } while (!token.isEmpty());
        return files;
    }

    private BucketPage page(String keys, String token) {
        var query = (token.isEmpty() ? "" : "continuation-token=" + escaped(token) + "&")
                + "encoding-type=url&list-type=2&prefix=" + escaped(keys);
        var address = URI.create(root + "?" + query);
        var page = fetcher.page(address, "application/xml").orElseThrow(() -> Sources.missing(root));
        return BucketPage.parse(page.body(), page.address());
    }

    private URI address(String key) {
        return root.resolve(
                Arrays.stream(key.split("/", -1)).map(BucketTree::escaped).collect(Collectors.joining("/")));
    }

    /** As signatures want it. */
    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    @Override
    public String toString() {
        return root + prefix;
    }
}
