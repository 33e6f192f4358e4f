package dev.countersign.tuf;

import java.util.Set;

/** Names that a client written in JavaScript cannot look up in a plain object. */
final class ReservedNames {
    private static final Set<String> PROTOTYPE = Set.of(
            "constructor",
            "hasOwnProperty",
            "isPrototypeOf",
            "propertyIsEnumerable",
            "toLocaleString",
            "toString",
            "valueOf",
            "__proto__",
            "__defineGetter__",
            "__defineSetter__",
            "__lookupGetter__",
            "__lookupSetter__");

    private ReservedNames() {}

    static boolean isPrototypeMember(String name) {
        return PROTOTYPE.contains(name);
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
