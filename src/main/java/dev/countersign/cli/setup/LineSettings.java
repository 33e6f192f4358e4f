package dev.countersign.cli.setup;

/** A configuration that is read line by line, with our part between two marks. */
interface LineSettings extends PackageClient.Configuration {
    @Override
    default String without(String text) {
        return ManagedLines.parse(text).text();
    }

    @Override
    default boolean isIn(String text) {
        return ManagedLines.isIn(text);
    }
}
