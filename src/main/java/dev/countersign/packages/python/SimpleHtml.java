package dev.countersign.packages.python;

import dev.countersign.packages.Address;
import dev.countersign.packages.HtmlLinks;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.ListingReader;
import dev.countersign.packages.NamedProject;
import dev.countersign.tuf.HashAlgorithm;
import java.net.URI;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** PEP 503 with the attributes that came later. */
final class SimpleHtml {
    private SimpleHtml() {}

    static Listing project(HtmlLinks page) {
        var files = new ListingReader();
        for (var link : page.links()) {
            files.entry(link.text(), () -> file(link));
        }
        return files.listing();
    }

    static List<NamedProject> projects(HtmlLinks page) {
        return page.links().stream()
                .map(link -> new NamedProject(link.text().strip(), null))
                .filter(project -> !project.name().isEmpty())
                .toList();
    }

    /** Named as pip names it: by its address, not by the text of the link. */
    private static ListedFile file(HtmlLinks.Anchor link) {
        var address = link.address();
        return new ListedFile(
                Address.fileName(address),
                Address.withoutFragment(address),
                claimed(address),
                null,
                link.attribute("data-yanked") != null,
                SimpleRequirements.digest(link.attribute("data-requires-python")),
                null);
    }

    private static SortedMap<HashAlgorithm, String> claimed(URI address) {
        var claimed = new TreeMap<HashAlgorithm, String>();
        var fragment = address.getFragment();
        for (var part : fragment == null ? new String[0] : fragment.split("&")) {
            int equals = part.indexOf('=');
            HashAlgorithm.find(equals < 0 ? "" : part.substring(0, equals))
                    .ifPresent(algorithm -> claimed.put(algorithm, IndexDocument.digest(part.substring(equals + 1))));
        }
        return claimed;
    }
}
