package dev.countersign.guard.python;

import dev.countersign.guard.FetchedIndex;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.packages.Address;
import dev.countersign.packages.HtmlLinks;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.Listing;
import dev.countersign.packages.python.SimpleIndex;
import java.util.HashMap;
import java.util.Map;

/**
 * The page of a project as the registry shows it.
 *
 * @param listing of the files
 * @param told what is said of each besides
 */
record SimplePage(Listing listing, Map<String, SimpleFile> told) {
    /** @throws InvalidInput when it is no such page */
    static SimplePage parse(FetchedIndex document) {
        return new SimplePage(
                listing(document),
                SimpleIndex.isJson(document.contentType()) ? toldInJson(document) : toldInHtml(document));
    }

    /** The files alone. @throws InvalidInput when it is no such page */
    static Listing listing(FetchedIndex document) {
        return SimpleIndex.project(document.body(), document.contentType(), document.address());
    }

    private static Map<String, SimpleFile> toldInJson(FetchedIndex document) {
        var told = new HashMap<String, SimpleFile>();
        for (var file :
                IndexDocument.object(document.body(), document.address()).array("files")) {
            if (file instanceof Json.Obj object && object.text("filename") != null) {
                told.put(object.text("filename"), SimpleFile.fromJson(object));
            }
        }
        return told;
    }

    private static Map<String, SimpleFile> toldInHtml(FetchedIndex document) {
        var told = new HashMap<String, SimpleFile>();
        for (var link : HtmlLinks.read(document.body(), document.address()).links()) {
            try {
                told.put(Address.fileName(link.address()), SimpleFile.read(link));
            } catch (InvalidInput _) {
                // Not among the files of the listing either.
            }
        }
        return told;
    }

    SimpleFile told(String file) {
        return told.getOrDefault(file, SimpleFile.PLAIN);
    }
}
