package dev.countersign.app.service;

import java.util.Locale;

/** Something that has to be right before a node can do all of its work. */
enum Condition {
    START(Requirement.TO_READ),
    /** Without Redis only: this node leads, and has read what was committed before it did. */
    PUBLISHER(Requirement.TO_READ),
    DATABASE(Requirement.TO_READ),
    /** That the database takes writes. */
    STORAGE(Requirement.TO_WRITE),
    /** That the online key can sign. */
    KEY(Requirement.TO_WRITE),
    /** That nothing speaks against this machine's clock. */
    CLOCK(Requirement.TO_WRITE);

    /** What a node cannot do without it. */
    enum Requirement {
        /** To answer anybody; whoever cannot read does not write either. */
        TO_READ,
        /** To accept and publish changes; what is published already is served all the same. */
        TO_WRITE
    }

    private final Requirement needed;

    Condition(Requirement needed) {
        this.needed = needed;
    }

    Requirement needed() {
        return needed;
    }

    /** As operators read it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
