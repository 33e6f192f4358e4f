package dev.countersign.packages.npm;

/** Names of packages in addresses: the slash behind a scope is written as {@code %2f}. */
public final class PackageName {
    private PackageName() {}

    /** As the path of the package's document, below the registry's address. */
    public static String path(String name) {
        return name.replace("/", "%2f");
    }

    /** The name that a path asks for, whichever way it is written. */
    public static String ofPath(String path) {
        return path.replace("%40", "@").replace("%2f", "/").replace("%2F", "/");
    }
}
