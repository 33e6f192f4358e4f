package dev.countersign.packages.maven;

import dev.countersign.json.Bytes;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.parser.Parser;

/** What {@code maven-metadata.xml} of a group says: which plugins it has, by the prefixes that people call them by. */
public final class GroupMetadata {
    private GroupMetadata() {}

    /** A plugin of the group. */
    public record PluginPrefix(String prefix, String artifact) {}

    /** None for the metadata of a project, and for what is no metadata. */
    public static List<PluginPrefix> plugins(Bytes body, URI address) {
        // Neither entities nor anything from outside is resolved by this parser.
        var metadata = Jsoup.parse(body.utf8(), address.toString(), Parser.xmlParser());
        var plugins = new ArrayList<PluginPrefix>();
        for (var plugin : metadata.select("metadata > plugins > plugin")) {
            plugins.add(new PluginPrefix(
                    plugin.select("> prefix").text(),
                    plugin.select("> artifactId").text()));
        }
        return plugins;
    }
}
