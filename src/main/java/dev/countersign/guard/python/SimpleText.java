package dev.countersign.guard.python;

import dev.countersign.client.SafeName;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.tuf.HashAlgorithm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Writes pages of a simple index, in either form. Links are relative: files are beside the page of their project. */
final class SimpleText {
    static final String JSON = "application/vnd.pypi.simple.v1+json";
    static final String HTML = "application/vnd.pypi.simple.v1+html";
    private static final String VERSION = "1.0";

    private SimpleText() {}

    /**
     * A file on a page that is written.
     *
     * @param size in bytes; below zero when it is not known
     */
    record WrittenFile(String name, SortedMap<HashAlgorithm, String> hashes, long size, SimpleFile told) {
        /** The one that clients check downloads with. */
        private Optional<String> fragment() {
            return Optional.ofNullable(hashes.get(HashAlgorithm.SHA256)).map(hash -> "#sha256=" + hash);
        }

        private String link() {
            return SafeName.segment(name);
        }
    }

    static Bytes json(String project, List<WrittenFile> files) {
        var items = new ArrayList<Json>();
        for (var file : files) {
            var hashes = Json.object();
            file.hashes().forEach((algorithm, hash) -> hashes.put(name(algorithm), hash));
            var item = Json.object()
                    .put("filename", file.name())
                    .put("url", file.link())
                    .put("hashes", hashes.build())
                    .put("requires-python", file.told().requiresPython())
                    .put("upload-time", file.told().uploaded());
            if (file.size() >= 0) {
                item.put("size", file.size());
            }
            if (file.told().hasMetadata()) {
                item.put("core-metadata", true).put("data-dist-info-metadata", true);
            }
            var yanked = file.told().yanked();
            if (yanked != null) {
                item.put("yanked", yanked.isEmpty() ? new Json.Bool(true) : new Json.Str(yanked));
            }
            items.add(item.build());
        }
        return Bytes.utf8(Json.object()
                .put("meta", Json.object().put("api-version", VERSION).build())
                .put("name", project)
                .put("files", new Json.Arr(items))
                .build()
                .toText());
    }

    /** As Python's hashlib has it. */
    private static String name(HashAlgorithm algorithm) {
        return switch (algorithm) {
            case SHA256, SHA512 -> algorithm.wireName();
            case BLAKE2B_256 -> "blake2b_256";
        };
    }

    static Bytes html(String project, List<WrittenFile> files) {
        var text = begun("Links for " + project);
        for (var file : files) {
            text.append("<a href=\"")
                    .append(escaped(file.link() + file.fragment().orElse("")));
            attribute(text, "data-requires-python", file.told().requiresPython());
            attribute(text, "data-yanked", file.told().yanked());
            if (file.told().hasMetadata()) {
                attribute(text, "data-core-metadata", "true");
                attribute(text, "data-dist-info-metadata", "true");
            }
            text.append("\">").append(escaped(file.name())).append("</a><br>\n");
        }
        return ended(text);
    }

    private static void attribute(StringBuilder text, String name, @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            text.append("\" ").append(name).append("=\"").append(escaped(value));
        }
    }

    static Bytes projectsJson(List<String> projects) {
        return Bytes.utf8(Json.object()
                .put("meta", Json.object().put("api-version", VERSION).build())
                .put(
                        "projects",
                        new Json.Arr(projects.stream()
                                .<Json>map(
                                        name -> Json.object().put("name", name).build())
                                .toList()))
                .build()
                .toText());
    }

    static Bytes projectsHtml(List<String> projects) {
        var text = begun("Simple index");
        for (var project : projects) {
            text.append("<a href=\"")
                    .append(escaped(SafeName.segment(project)))
                    .append("/\">")
                    .append(escaped(project))
                    .append("</a><br>\n");
        }
        return ended(text);
    }

    private static StringBuilder begun(String title) {
        return new StringBuilder("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">")
                .append("<meta name=\"pypi:repository-version\" content=\"" + VERSION + "\"><title>")
                .append(escaped(title))
                .append("</title></head><body>\n");
    }

    private static Bytes ended(StringBuilder text) {
        return Bytes.utf8(text.append("</body></html>\n").toString());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
