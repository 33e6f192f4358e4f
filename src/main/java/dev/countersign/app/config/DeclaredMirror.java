package dev.countersign.app.config;

import dev.countersign.json.Printable;
import dev.countersign.repository.InvalidMirror;
import dev.countersign.repository.MirrorName;
import dev.countersign.repository.MirrorPlace;
import dev.countersign.tuf.RepositoryName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** A mirror that the configuration says there is. */
public record DeclaredMirror(RepositoryName repository, MirrorName name, MirrorPlace place) {

    static List<DeclaredMirror> read(List<Entry> entries) {
        var seen = new HashSet<String>();
        return entries.stream()
                .map(entry -> {
                    var mirror = read(entry);
                    if (!seen.add(mirror.repository() + "/" + mirror.name())) {
                        throw entry.member("name").refused("another name for each mirror of a repository");
                    }
                    return mirror;
                })
                .toList();
    }

    private static DeclaredMirror read(Entry entry) {
        var repository = entry.optional("repository")
                .map(name -> name.read(DeclaredMirror::repository))
                .orElse(RepositoryName.DEFAULT);
        var name = entry.member("name").read(MirrorName::new);
        var folder = entry.optional("folder");
        var bucket = entry.optional("bucket");
        if (folder.isPresent() == bucket.isPresent()) {
            throw entry.refused("a group with one of folder and bucket");
        }
        var place = folder.isPresent() ? folder(entry, folder.get()) : bucket(entry);
        entry.refuseUnknown();
        return new DeclaredMirror(repository, name, place);
    }

    private static RepositoryName repository(String text) {
        return RepositoryName.parse(text)
                .orElseThrow(
                        () -> new InvalidMirror(Printable.quoted(text) + " (expected: " + RepositoryName.FORM + ")"));
    }

    private static MirrorPlace folder(Entry entry, Entry folder) {
        return entry.checked(() -> new MirrorPlace.Folder(path(folder), flag(entry, "compressed", false)));
    }

    private static String path(Entry given) {
        return given.path().toAbsolutePath().normalize().toString();
    }

    private static MirrorPlace bucket(Entry entry) {
        var endpoint = entry.optional("endpoint").map(address -> address.read(MirrorPlace.Bucket::endpoint));
        return entry.checked(() -> new MirrorPlace.Bucket(
                entry.member("bucket").text(),
                text(entry, "prefix").map(MirrorPlace.Bucket::prefix).orElse(""),
                endpoint,
                text(entry, "region"),
                flag(entry, "path-style", endpoint.isPresent()),
                text(entry, "profile"),
                entry.optional("ca").map(DeclaredMirror::path)));
    }

    private static Optional<String> text(Entry entry, String member) {
        return entry.optional(member).map(Entry::text);
    }

    private static boolean flag(Entry entry, String member, boolean otherwise) {
        return entry.optional(member)
                .map(given -> switch (given.text()) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw given.refused("true or false");
                })
                .orElse(otherwise);
    }
}
