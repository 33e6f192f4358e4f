package dev.countersign.guard.go;

import dev.countersign.guard.ContentSource;
import dev.countersign.guard.FetchedIndex;
import dev.countersign.guard.GuardReply;
import dev.countersign.guard.GuardedRegistry;
import dev.countersign.guard.PackageProtocol;
import dev.countersign.guard.PackageRequest;
import dev.countersign.guard.RequestPath;
import dev.countersign.guard.Withheld;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.packages.GoEscape;
import dev.countersign.packages.IndexDocument;
import dev.countersign.packages.ListedFile;
import dev.countersign.packages.Listing;
import dev.countersign.packages.go.ModuleVersions;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The protocol of Go's module proxies. What is signed of a version is its mod file and its zip: a version is there when both
 * are. Its {@code .info} is made anew of what the proxy says. What is asked of the checksum database is passed on: the go
 * command verifies it by a key of its own.
 */
public final class GoProtocol implements PackageProtocol {
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String ANY = "*/*";
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z");

    private final GuardedRegistry registry;

    public GoProtocol(GuardedRegistry registry) {
        this.registry = registry;
    }

    @Override
    public GuardReply answer(PackageRequest asked) {
        var path = asked.path();
        if (!path.isPlainFile()) {
            throw noQuestion(path);
        }
        if (path.segments().getFirst().equals("sumdb")) {
            return passedOn(path);
        }
        if (path.last().equals("@latest") && path.length() > 1) {
            return info(path, module(path, 1));
        }
        if (path.length() < 3 || !path.get(path.length() - 2).equals("@v")) {
            throw noQuestion(path);
        }
        var module = module(path, 2);
        return path.last().equals("list") ? list(path, module) : ofVersion(asked, module);
    }

    private static Withheld noQuestion(RequestPath path) {
        return Withheld.unreadable(
                path + " is no question to a module proxy (expected: MODULE/@v/list, MODULE/@v/VERSION.info,"
                        + " .mod or .zip, MODULE/@latest)");
    }

    private static String module(RequestPath path, int rest) {
        return path.above(path.length() - rest).joined();
    }

    private GuardReply ofVersion(PackageRequest asked, String module) {
        var file = asked.path().last();
        if (file.endsWith(".info")) {
            return info(asked.path(), module);
        }
        if (ModuleVersions.SIGNED.stream().noneMatch(file::endsWith)) {
            throw noQuestion(asked.path());
        }
        return registry.artifact(
                asked,
                registry.target(module, file),
                file.endsWith(".zip") ? "application/zip" : TEXT,
                ContentSource.at(registry.at(asked.path().joined())));
    }

    private GuardReply passedOn(RequestPath path) {
        var document = registry.document(registry.at(path.joined()), ANY);
        return GuardReply.MadeDocument.of(document.body(), "application/octet-stream");
    }

    /** What has to be signed of a version. */
    private static Set<String> files(String version) {
        return ModuleVersions.SIGNED.stream()
                .map(suffix -> GoEscape.escaped(version) + suffix)
                .collect(Collectors.toSet());
    }

    private GuardReply list(RequestPath path, String module) {
        var document = registry.document(registry.at(path.joined()), ANY);
        var none = Withheld.noVersionSigned(GoEscape.unescaped(module));
        return registry.pageOfSigned(document, "list", none, signed -> {
            var versions = versions(document);
            var text = Bytes.utf8(String.join("\n", versions));
            var there =
                    signed.find(module, registry.read(document, () -> ModuleVersions.read(text, document.address())));
            var kept = versions.stream()
                    .filter(version -> there.keySet().containsAll(files(version)))
                    .toList();
            var made = kept.stream().map(version -> version + "\n").collect(Collectors.joining());
            return new GuardedRegistry.MadePage(
                    GuardReply.MadeDocument.of(Bytes.utf8(made), TEXT), versions.size(), kept.size());
        });
    }

    private List<String> versions(FetchedIndex document) {
        return registry.read(document, () -> IndexDocument.lines(document.body(), document.address())).stream()
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .filter(GoProtocol::isVersion)
                .distinct()
                .toList();
    }

    /** Anything that cannot be a part of a path is no version. */
    private static boolean isVersion(String text) {
        return text.startsWith("v") && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '/' && c != '!');
    }

    /** The version that a tag, a branch or "the latest" stands for; what else the proxy says of it is left out. */
    private GuardReply info(RequestPath path, String module) {
        var document = registry.document(registry.at(path.joined()), ANY);
        var info = registry.read(
                document,
                () -> IndexDocument.object(document.body(), document.address()).object());
        var version = info.text("Version");
        if (version == null || !isVersion(version)) {
            throw new Withheld(Withheld.Why.REGISTRY_AWAY, "the proxy's answer at " + path + " names no version");
        }
        var wanted = files(version);
        var listing = new Listing(
                wanted.stream()
                        .map(file -> ListedFile.of(file, document.address()))
                        .toList(),
                List.of());
        var unsigned = Withheld.unsigned(GoEscape.unescaped(module) + " " + version);
        return registry.pageOfSigned(document, "info", unsigned, signed -> {
            var there = signed.findEach(module, listing).keySet().containsAll(wanted);
            var text = Bytes.utf8(made(version, info).toText());
            return new GuardedRegistry.MadePage(GuardReply.MadeDocument.of(text, JSON), 1, there ? 1 : 0);
        });
    }

    private static Json.Obj made(String version, Json.Obj info) {
        var made = Json.object().put("Version", version);
        Stream.ofNullable(info.text("Time"))
                .filter(time -> TIME.matcher(time).matches())
                .forEach(time -> made.put("Time", time));
        return made.build();
    }
}
