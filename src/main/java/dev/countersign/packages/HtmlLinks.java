package dev.countersign.packages;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/** The links of an HTML page, as an index or the listing of a folder has them. */
public final class HtmlLinks {
    private final Document page;
    private final URI base;

    private HtmlLinks(Document page, URI base) {
        this.page = page;
        this.base = base;
    }

    /**
     * Reads a page.
     *
     * @param address of the page, to which links are relative unless it has a base of its own
     * @throws UnreadableIndex for a page that is too large
     */
    public static HtmlLinks read(Bytes body, URI address) {
        IndexDocument.check(body, address);
        try {
            var page = Jsoup.parse(new ByteArrayInputStream(body.array()), null, address.toString());
            return new HtmlLinks(page, base(page, address));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static URI base(Document page, URI address) {
        var base = page.selectFirst("base[href]");
        return base == null ? address : Address.resolve(address, base.attr("href"));
    }

    /** The links in their order. */
    public List<Anchor> links() {
        return page.select("a[href]").stream()
                .map(link -> new Anchor(link, base))
                .toList();
    }

    /** The content of a {@code meta} element. */
    public Optional<String> meta(String name) {
        return Optional.ofNullable(page.selectFirst("meta[name=" + name + "]")).map(meta -> meta.attr("content"));
    }

    /** One link. */
    public static final class Anchor {
        private final Element element;
        private final URI base;

        private Anchor(Element element, URI base) {
            this.element = element;
            this.base = base;
        }

        /** As it is shown. */
        public String text() {
            return element.text();
        }

        /** What a listing of a folder says beside it, such as a date and a size; empty when it says nothing. */
        public String beside() {
            var row = element.closest("tr");
            if (row != null) {
                return row.text();
            }
            return element.nextSibling() instanceof TextNode text ? text.text().strip() : "";
        }

        /** As it is written. */
        public String href() {
            return element.attr("href");
        }

        /** @throws InvalidInput when it leads nowhere on the web */
        public URI address() {
            return Address.resolve(base, href());
        }

        /** Null when the link has no such attribute. */
        public @Nullable String attribute(String name) {
            return element.hasAttr(name) ? element.attr(name) : null;
        }
    }
}
