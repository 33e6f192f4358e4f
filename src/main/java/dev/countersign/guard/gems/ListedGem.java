package dev.countersign.guard.gems;

import dev.countersign.json.InvalidInput;
import dev.countersign.packages.gems.CompactIndex;
import dev.countersign.packages.gems.GemFile;
import dev.countersign.packages.gems.RubyValue;
import java.util.Optional;

/**
 * A version of a gem, as the older lists have it.
 *
 * @param platform {@code ruby} for any
 */
record ListedGem(String name, String version, String platform) {
    private static final String ANY = "ruby";

    /** Empty for a file that no client could ask for. */
    static Optional<ListedGem> ofFile(String file) {
        try {
            var gem = GemFile.parse(file);
            var parts = gem.version().split("-", 2);
            return Optional.of(new ListedGem(gem.gem(), parts[0], parts.length > 1 ? parts[1] : ANY));
        } catch (InvalidInput noGem) {
            return Optional.empty();
        }
    }

    static RubyValue value(String name, String version, String platform) {
        return RubyValue.items(RubyValue.text(name), RubyValue.version(version), RubyValue.text(platform));
    }

    String file() {
        var plain = platform.equals(ANY) || platform.isEmpty();
        return CompactIndex.fileName(name, plain ? version : version + "-" + platform);
    }

    /** Letters in a version mean that it comes before a release. */
    boolean isRelease() {
        return version.chars().noneMatch(Character::isLetter);
    }
}
