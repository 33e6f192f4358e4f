package dev.countersign.tuf;

import dev.countersign.json.Ascii;
import dev.countersign.json.NameOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Names that mean something else to a client, to an operating system or to this service. {@code docs/names.md}. The
 * top-level names are {@link RoleName}'s.
 */
final class ReservedNames {
    /** What members of answers begin with; a test compares it with the wire's own. */
    private static final String TRUSTED = "trusted_";
    /** A file that tough keeps beside those of the roles. */
    private static final String CLIENT_CLOCK = "latest_known_time";

    private static final Set<String> PROTOTYPE = Set.of(
            "constructor",
            "hasOwnProperty",
            "isPrototypeOf",
            "propertyIsEnumerable",
            "toLocaleString",
            "toString",
            "valueOf",
            "__defineGetter__",
            "__defineSetter__",
            "__lookupGetter__",
            "__lookupSetter__");

    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1",
            "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    private ReservedNames() {}

    /** What a name that a new role may not have is kept for; empty when it is free. */
    static Optional<String> keptFor(String role) {
        var lower = role.toLowerCase(Locale.ROOT);
        if (HashBins.isKeptName(role)) {
            return Optional.of("hash bins");
        }
        if (lower.startsWith(TRUSTED)) {
            return Optional.of("what GET metadata/sign says beside the roles that wait");
        }
        if (lower.equals(CLIENT_CLOCK)) {
            return Optional.of("a file of one client's own, beside the roles' files");
        }
        int dot = lower.indexOf('.');
        return isDevice(dot < 0 ? lower : lower.substring(0, dot))
                ? Optional.of("a device of Windows, where clients keep the role in a file of its name")
                : Optional.empty();
    }

    /** Whether every object in JavaScript has such a member already. */
    static boolean isPrototypeMember(String name) {
        return PROTOTYPE.contains(name) || NameOrder.isPrototype(name);
    }

    /** Whether Windows takes a file of this name for a device. */
    static boolean isDevice(String name) {
        return name.length() <= 4 && DEVICES.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Whether JavaScript would move a member of this name to the front of its object. */
    static boolean isAllDigits(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (!Ascii.isDigit(name.charAt(i))) {
                return false;
            }
        }
        return !name.isEmpty();
    }
}
