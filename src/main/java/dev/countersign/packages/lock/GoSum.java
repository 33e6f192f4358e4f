package dev.countersign.packages.lock;

import dev.countersign.json.Bytes;
import dev.countersign.packages.GoEscape;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code go.sum}. Its hashes ({@code h1:}) are of a list of the files inside a zip, which metadata does not have: all that
 * can be said is whether the zip and the mod file are signed.
 */
final class GoSum {
    private static final String MOD = "/go.mod";

    private GoSum() {}

    static List<LockedPackage> read(Bytes text) {
        var found = new ArrayList<LockedPackage>();
        for (var line : text.utf8().lines().filter(each -> !each.isBlank()).toList()) {
            var words = line.strip().split("\\s+", -1);
            if (words.length != 3 || !words[1].startsWith("v")) {
                throw new UnreadableLock("'" + line.strip() + "' (expected: a line of go.sum, MODULE VERSION h1:HASH)");
            }
            found.add(locked(words[0], words[1], words[2]));
        }
        return found;
    }

    private static LockedPackage locked(String module, String version, String hash) {
        var isMod = version.endsWith(MOD);
        var plain = isMod ? version.substring(0, version.length() - MOD.length()) : version;
        var file = GoEscape.escaped(plain) + (isMod ? ".mod" : ".zip");
        return new LockedPackage.OtherHash(module, version, file, hash.split(":", 2)[0] + ":");
    }
}
