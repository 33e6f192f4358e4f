package dev.countersign.packages.python;

import dev.countersign.json.Json;
import dev.countersign.json.Members;
import dev.countersign.packages.Address;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.ListingReader;
import dev.countersign.packages.NamedProject;
import dev.countersign.tuf.HashAlgorithm;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** PEP 691 with the members that came later. */
final class SimpleJson {
    private SimpleJson() {}

    static Listing project(Members page, URI address) {
        checkVersion(page);
        var files = new ListingReader();
        for (var item : page.array("files")) {
            var file = Members.read("files", item);
            files.entry(Json.shown(file.object().get("filename")), () -> file(file, address));
        }
        return files.listing();
    }

    static List<NamedProject> projects(Members page) {
        checkVersion(page);
        var projects = new ArrayList<NamedProject>();
        for (var item : page.array("projects")) {
            var project = Members.read("projects", item);
            var serial = project.object().get("_last-serial");
            projects.add(new NamedProject(project.string("name"), serial == null ? null : Json.shown(serial)));
        }
        return projects;
    }

    private static void checkVersion(Members page) {
        SimpleIndex.checkVersion(page.object("meta").string("api-version"));
    }

    private static ListedFile file(Members file, URI page) {
        return new ListedFile(
                file.string("filename"),
                Address.withoutFragment(Address.resolve(page, file.string("url"))),
                claimed(file.object().object("hashes")),
                file.object().get("size") instanceof Json.Int(var size) ? size : null,
                isYanked(file.object()),
                SimpleRequirements.digest(file.object().text("requires-python")),
                null);
    }

    /** A reason is a yank, too, even an empty one. */
    private static boolean isYanked(Json.Obj file) {
        return file.isTrue("yanked") || file.text("yanked") != null;
    }

    private static SortedMap<HashAlgorithm, String> claimed(Json.Obj hashes) {
        var claimed = new TreeMap<HashAlgorithm, String>();
        hashes.members()
                .forEach((name, digest) -> HashAlgorithm.find(name).ifPresent(algorithm -> {
                    if (digest instanceof Json.Str(var hex)) {
                        claimed.put(algorithm, IndexDocument.digest(hex));
                    }
                }));
        return claimed;
    }
}
