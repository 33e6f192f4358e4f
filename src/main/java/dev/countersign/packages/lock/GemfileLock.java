package dev.countersign.packages.lock;

import dev.countersign.json.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code Gemfile.lock} and {@code gems.locked}, with the {@code CHECKSUMS} that Bundler writes since version 2.5. */
final class GemfileLock {
    private static final Pattern REMOTE = Pattern.compile(" {2}remote: (.+)");
    /** What gems need stands deeper. */
    private static final Pattern SPEC = Pattern.compile(" {4}(\\S+) \\(([^)]+)\\)");

    private static final Pattern CHECKSUM = Pattern.compile(" {2}(\\S+) \\(([^)]+)\\)(?: (\\S+))?");

    /** As it stands in the lock file: the version with the platform. */
    private record Gem(String name, String version) {}

    private final SequencedMap<Gem, String> reasons = new LinkedHashMap<>();
    private final SequencedMap<Gem, String> registry = new LinkedHashMap<>();
    private final Map<Gem, String> checksums = new LinkedHashMap<>();
    private final Set<String> sections = new HashSet<>();
    private String section = "";
    private String remote = "";

    private GemfileLock() {}

    static List<LockedPackage> read(Bytes text) {
        var reader = new GemfileLock();
        text.utf8().lines().forEach(reader::line);
        if (!reader.sections.contains("DEPENDENCIES")) {
            throw new UnreadableLock("no DEPENDENCIES (expected: a lock file of Bundler)");
        }
        return reader.found();
    }

    private void line(String line) {
        if (!line.isBlank() && !line.startsWith(" ")) {
            section = line.strip();
            sections.add(section);
            remote = "";
            return;
        }
        var from = REMOTE.matcher(line);
        if (from.matches()) {
            remote = from.group(1);
            return;
        }
        switch (section) {
            case "GEM" -> spec(line, registry);
            case "GIT", "PLUGIN SOURCE" -> spec(line, reasons);
            case "PATH" -> pathSpec(line);
            case "CHECKSUMS" -> checksum(line);
            default -> {}
        }
    }

    private void spec(String line, Map<Gem, String> into) {
        var spec = SPEC.matcher(line);
        if (spec.matches()) {
            into.put(new Gem(spec.group(1), spec.group(2)), remote);
        }
    }

    /** Folders below the project are part of it. */
    private void pathSpec(String line) {
        if (remote.startsWith("..") || remote.startsWith("/")) {
            spec(line, reasons);
        }
    }

    private void checksum(String line) {
        var gem = CHECKSUM.matcher(line);
        if (gem.matches() && gem.group(3) != null) {
            checksums.put(new Gem(gem.group(1), gem.group(2)), gem.group(3));
        }
    }

    private List<LockedPackage> found() {
        var found = new ArrayList<LockedPackage>();
        registry.keySet().forEach(gem -> found.add(locked(gem)));
        reasons.forEach((gem, from) -> found.add(new LockedPackage.Unjudged(
                gem.name(), gem.version(), "it comes from " + from + ", which is no registry")));
        return found;
    }

    private LockedPackage locked(Gem gem) {
        var checksum = checksums.getOrDefault(gem, "");
        var digests = List.of(checksum.split(",", -1)).stream()
                .flatMap(text -> Digest.named(text, '=').stream())
                .toList();
        return digests.isEmpty()
                ? new LockedPackage.Unjudged(
                        gem.name(),
                        gem.version(),
                        "the lock file has no SHA-256 checksum of it (bundle lock --add-checksums writes them)")
                : new LockedPackage.File(gem.name(), gem.version(), gem.name() + "-" + gem.version() + ".gem", digests);
    }
}
