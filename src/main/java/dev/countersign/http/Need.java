package dev.countersign.http;

import dev.countersign.access.Permission;

/** What a caller needs for an operation. */
public sealed interface Need {
    /** No permission in particular: to be known, and to have some grant on what the address names. */
    Need TO_BE_KNOWN = new Recognized();

    /** A permission on the repository of the address; without one in the address, on some repository. */
    record Permitted(Permission permission) implements Need {}

    record Recognized() implements Need {}
}
