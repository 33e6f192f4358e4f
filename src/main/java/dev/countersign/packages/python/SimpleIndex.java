package dev.countersign.packages.python;

import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.HtmlLinks;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.Listing;
import dev.countersign.packages.NamedProject;
import dev.countersign.packages.UnreadableIndex;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the pages of a simple index, in either form. */
public final class SimpleIndex {
    /** What to ask for: JSON, or HTML from servers that know no other form. */
    public static final String ACCEPT =
            "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

    private SimpleIndex() {}

    /**
     * The page of a project.
     *
     * @param contentType of the answer; null when it had none
     * @param address of the page, after redirects
     * @throws InvalidInput when it is no such page
     */
    public static Listing project(Bytes body, @Nullable String contentType, URI address) {
        return isJson(contentType)
                ? SimpleJson.project(IndexDocument.object(body, address), address)
                : SimpleHtml.project(checked(HtmlLinks.read(body, address)));
    }

    /**
     * The page of all projects.
     *
     * @throws InvalidInput when it is no such page
     */
    public static List<NamedProject> projects(Bytes body, @Nullable String contentType, URI address) {
        return isJson(contentType)
                ? SimpleJson.projects(IndexDocument.object(body, address))
                : SimpleHtml.projects(checked(HtmlLinks.read(body, address)));
    }

    /** Whether a page is in the form of PEP 691. */
    public static boolean isJson(@Nullable String contentType) {
        return contentType != null
                && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).endsWith("json");
    }

    /** PEP 629: another major version means something else. */
    static void checkVersion(String version) {
        if (!version.equals("1") && !version.startsWith("1.")) {
            throw new UnreadableIndex("version of the simple index", version, "1.x");
        }
    }

    private static HtmlLinks checked(HtmlLinks page) {
        page.meta("pypi:repository-version").ifPresent(SimpleIndex::checkVersion);
        return page;
    }
}
