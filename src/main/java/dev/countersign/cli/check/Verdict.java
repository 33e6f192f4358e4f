package dev.countersign.cli.check;

import dev.countersign.packages.lock.LockedPackage;

/** What verified metadata says of something that is locked. */
sealed interface Verdict {
    LockedPackage about();

    /** Signed, with the hashes that are locked. */
    record Verified(LockedPackage about) implements Verdict {}

    /** No such target, or none with such a hash. */
    record Unlisted(LockedPackage about, String text) implements Verdict {}

    /** Signed, with another hash. */
    record Differs(LockedPackage about, String text) implements Verdict {}

    /** Metadata has nothing to compare with it. */
    record NotJudged(LockedPackage about, String text) implements Verdict {}
}
