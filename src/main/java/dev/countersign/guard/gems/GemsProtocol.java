package dev.countersign.guard.gems;

import dev.countersign.guard.ContentSource;
import dev.countersign.guard.GuardReply;
import dev.countersign.guard.GuardedRegistry;
import dev.countersign.guard.PackageProtocol;
import dev.countersign.guard.PackageRequest;
import dev.countersign.guard.RequestPath;
import dev.countersign.guard.Withheld;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.packages.gems.GemFile;
import dev.countersign.tuf.TargetPath;

/**
 * Servers of gems. The compact index ({@code versions}, {@code info/NAME}) and the older lists ({@code specs.4.8.gz}) are written
 * anew, of those gems that are signed; the short specification of a gem is made of the gem itself.
 */
public final class GemsProtocol implements PackageProtocol {
    static final String TEXT = "text/plain; charset=utf-8";
    static final String BINARY = "application/octet-stream";

    private static final String QUICK_END = ".gemspec.rz";

    private final GuardedRegistry registry;
    private final GemIndexPages index;

    public GemsProtocol(GuardedRegistry registry) {
        this.registry = registry;
        this.index = new GemIndexPages(registry);
    }

    @Override
    public GuardReply answer(PackageRequest asked) {
        var path = asked.path();
        return switch (path.length()) {
            case 0 -> welcome();
            case 1 -> list(path);
            case 2 -> ofGem(asked);
            case 3 -> quick(path);
            default -> throw noQuestion(path);
        };
    }

    /** gem takes an answer here for the promise of a compact index. */
    private GuardReply welcome() {
        var _ = index.versions();
        return GuardReply.MadeDocument.of(Bytes.utf8("Gems behind a guard of Countersign.\n"), TEXT);
    }

    private static Withheld noQuestion(RequestPath path) {
        return new Withheld(
                Withheld.Why.NOT_THERE,
                path + " is nothing that a server of gems has (expected: versions, info/NAME, specs.4.8.gz,"
                        + " quick/Marshal.4.8/FILE.gemspec.rz or gems/FILE.gem)");
    }

    private GuardReply list(RequestPath path) {
        return switch (path.last()) {
            case "versions" -> index.versions();
            case "names" -> index.names();
            case String other -> index.specs(SpecsFile.at(other).orElseThrow(() -> noQuestion(path)));
        };
    }

    private GuardReply ofGem(PackageRequest asked) {
        var path = asked.path();
        if (path.get(0).equals("info")) {
            return index.info(path.last());
        }
        if (!path.get(0).equals("gems") || !path.last().endsWith(".gem")) {
            throw noQuestion(path);
        }
        return registry.artifact(asked, target(path.last()), BINARY, source(path.last()));
    }

    private TargetPath target(String file) {
        try {
            return registry.target(GemFile.parse(file).gem(), file);
        } catch (InvalidInput e) {
            throw Withheld.unsigned(file);
        }
    }

    private ContentSource source(String file) {
        return ContentSource.at(registry.at("gems/" + file));
    }

    private GuardReply quick(RequestPath path) {
        var last = path.last();
        if (!path.get(0).equals("quick") || !path.get(1).equals("Marshal.4.8") || !last.endsWith(QUICK_END)) {
            throw noQuestion(path);
        }
        var name = last.substring(0, last.length() - QUICK_END.length());
        var file = name + ".gem";
        try (var gem = registry.open(target(file), source(file))) {
            return GuardReply.MadeDocument.of(GemContent.quick(name, gem), BINARY);
        }
    }
}
