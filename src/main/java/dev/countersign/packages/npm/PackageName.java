package dev.countersign.packages.npm;

/** Names of packages in addresses: the slash behind a scope is written as {@code %2f}. */
public final class PackageName {
    private PackageName() {}

    /** As the path of the package's document, below the registry's address. */
    public static String path(String name) {
        return name.replace("/", "%2f");
    }
}
