package dev.countersign.packages;

import dev.countersign.json.Bytes;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/**
 * A page of the listing of a bucket, as S3 answers to {@code list-type=2&encoding-type=url}.
 *
 * @param next to be asked for as {@code continuation-token}; null after the last page
 */
public record BucketPage(List<BucketFile> files, @Nullable String next) {
    /**
     * One object.
     *
     * @param tag differs when the content does
     */
    public record BucketFile(String key, @Nullable Long size, String tag) {}

    /** @throws UnreadableIndex when it is no such page */
    public static BucketPage parse(Bytes body, URI address) {
        IndexDocument.check(body, address);
        var page = Jsoup.parse(body.utf8(), address.toString(), Parser.xmlParser());
        var listing = page.selectFirst("ListBucketResult");
        if (listing == null) {
            throw new UnreadableIndex(address.toString(), "no element ListBucketResult", "the listing of a bucket");
        }
        var files = listing.select("> Contents").stream()
                .map(file -> new BucketFile(decoded(text(file, "Key")), size(text(file, "Size")), text(file, "ETag")))
                .toList();
        var next = text(listing, "NextContinuationToken");
        return new BucketPage(files, next.isEmpty() ? null : next);
    }

    private static String decoded(String key) {
        return URLDecoder.decode(key, StandardCharsets.UTF_8);
    }

    private static @Nullable Long size(String text) {
        return text.matches("[0-9]{1,18}") ? Long.valueOf(text) : null;
    }

    private static String text(Element parent, String name) {
        var child = parent.selectFirst("> " + name);
        return child == null ? "" : child.wholeText();
    }
}
