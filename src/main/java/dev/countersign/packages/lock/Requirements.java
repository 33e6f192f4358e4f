package dev.countersign.packages.lock;

import dev.countersign.json.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** {@code requirements.txt} as pip reads it. Its hashes do not say which file of a version they are of. */
final class Requirements {
    private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#.*$");
    private static final Pattern HASH = Pattern.compile("--hash[= ]\\s*(\\S+)");
    private static final Pattern PINNED =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)\\s*(?:\\[[^\\]]*\\])?\\s*===?\\s*([^\\s;,*]+)\\s*(?:;.*)?");
    private static final Pattern NAME = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*).*");
    private static final Pattern ADDRESS = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:.*");
    /** Files that bring further requirements or versions. */
    private static final Pattern OTHER_FILE = Pattern.compile("(?:-r|--requirement|-c|--constraint)[= ]?\\s*(\\S.*)");

    private static final Pattern EDITABLE = Pattern.compile("(?:-e|--editable)[= ]?\\s*(\\S.*)");

    private Requirements() {}

    static List<LockedPackage> read(Bytes text) {
        var found = new ArrayList<LockedPackage>();
        for (var line : logicalLines(text.utf8())) {
            if (!line.isEmpty()) {
                read(line, found);
            }
        }
        return found;
    }

    /** Lines that end with a backslash go on in the next. */
    private static List<String> logicalLines(String text) {
        var lines = new ArrayList<String>();
        var open = new StringBuilder();
        for (var line : text.lines().toList()) {
            var plain = COMMENT.matcher(line).replaceFirst("");
            if (plain.endsWith("\\")) {
                open.append(plain, 0, plain.length() - 1).append(' ');
            } else {
                lines.add(open.append(plain).toString().strip());
                open.setLength(0);
            }
        }
        lines.add(open.toString().strip());
        return lines;
    }

    private static void read(String line, List<LockedPackage> found) {
        var other = OTHER_FILE.matcher(line);
        var editable = EDITABLE.matcher(line);
        if (other.matches()) {
            found.add(unjudged(other.group(1), "it is another file: check it, too"));
        } else if (editable.matches()) {
            found.add(unjudged(editable.group(1), "it is no file of a registry"));
        } else if (!line.startsWith("-")) {
            found.add(requirement(line));
        }
    }

    private static LockedPackage requirement(String line) {
        var hashes = HASH.matcher(line).results().map(hash -> hash.group(1)).toList();
        var digests = hashes.stream()
                .flatMap(hash -> Digest.named(hash, ':').stream())
                .toList();
        var wanted = line.split("\\s--", 2)[0].strip();
        var pinned = PINNED.matcher(wanted);
        if (!pinned.matches()) {
            return unjudged(name(wanted), reason(wanted));
        }
        return digests.isEmpty() || digests.size() < hashes.size()
                ? new LockedPackage.Unjudged(pinned.group(1), pinned.group(2), unhashed(hashes))
                : new LockedPackage.Unnamed(pinned.group(1), pinned.group(2), digests);
    }

    private static String unhashed(List<String> hashes) {
        return hashes.isEmpty()
                ? "it has no hash (--hash=sha256:…)"
                : "one of its hashes is none that metadata has: " + String.join(", ", hashes);
    }

    private static String reason(String wanted) {
        return wanted.contains("@")
                        || wanted.contains("/")
                        || ADDRESS.matcher(wanted).matches()
                ? "it is no file of a registry: " + wanted
                : "it is not pinned to one version: " + wanted;
    }

    private static String name(String wanted) {
        var name = NAME.matcher(wanted);
        return !ADDRESS.matcher(wanted).matches() && name.matches() ? name.group(1) : wanted;
    }

    private static LockedPackage unjudged(String name, String reason) {
        return new LockedPackage.Unjudged(name, "", reason);
    }
}
