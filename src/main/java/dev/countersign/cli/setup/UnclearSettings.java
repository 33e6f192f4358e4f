package dev.countersign.cli.setup;

import dev.countersign.json.InvalidInput;

/** A configuration that is not changed because it is not certain what would become of it. */
final class UnclearSettings extends InvalidInput {
    private static final long serialVersionUID = 1;

    UnclearSettings(String message) {
        super(message);
    }
}
