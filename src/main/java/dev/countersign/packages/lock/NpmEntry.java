package dev.countersign.packages.lock;

import org.jspecify.annotations.Nullable;

/**
 * A package that npm or pnpm has locked.
 *
 * @param name in the registry
 * @param resolved where it comes from; null for the registry that is configured
 * @param integrity null when nothing pins it
 */
record NpmEntry(
        String name,
        String version,
        @Nullable String resolved,
        @Nullable String integrity) {

    LockedPackage locked() {
        if (resolved == null) {
            return pinned(name.substring(name.indexOf('/') + 1) + "-" + version + ".tgz");
        }
        if (!resolved.startsWith("https://") && !resolved.startsWith("http://")) {
            return unjudged("it comes from " + resolved + ", which is no registry");
        }
        var address = NpmAddress.find(resolved);
        return address.map(this::fromRegistry)
                .orElseGet(() -> unjudged("it comes from the address " + resolved + ", which is no registry's"));
    }

    /** An entry that has another package's address would install that one under this name. */
    private LockedPackage fromRegistry(NpmAddress address) {
        return address.name().equals(name)
                ? pinned(address.file())
                : unjudged("its address is that of another package, " + address.name());
    }

    private LockedPackage pinned(String file) {
        if (integrity == null) {
            return unjudged("the lock file has no integrity for it");
        }
        var digests = Digest.integrity(integrity);
        return digests.isEmpty()
                ? unjudged("its integrity is none that metadata has: " + integrity)
                : new LockedPackage.File(name, version, file, digests);
    }

    private LockedPackage unjudged(String reason) {
        return new LockedPackage.Unjudged(name, version, reason);
    }
}
