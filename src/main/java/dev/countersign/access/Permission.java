package dev.countersign.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What somebody may be allowed to do. */
public enum Permission {
    /** To add and remove artifacts; the only one that can be bound to paths. */
    ARTIFACTS,
    /** To have published what was held back, and online roles signed anew. */
    PUBLISH,
    /** To see settings, delegations, pending signatures and artifacts. */
    READ,
    /** To begin a ceremony, and to submit root, signatures and delegations. */
    SIGN,
    /** To replace settings. */
    SETTINGS,
    /** To create, change and remove repositories, tokens and mirrors. */
    ADMIN,
    /** To see who did what. */
    AUDIT,
    /** To fetch the metadata of a repository that is private. */
    METADATA;

    /** As people and programs write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Permission> parse(String word) {
        return Arrays.stream(values())
                .filter(permission -> permission.word().equals(word))
                .findFirst();
    }

    /** All of them, for people. */
    public static String words() {
        return Arrays.stream(values()).map(Permission::word).collect(Collectors.joining(", "));
    }
}
