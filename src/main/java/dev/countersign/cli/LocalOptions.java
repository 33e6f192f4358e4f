package dev.countersign.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The options of commands that need no server. Filled in by picocli. */
public final class LocalOptions implements Reporting {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Override
    public boolean json() {
        return output.json();
    }

    @Override
    public boolean debug() {
        return output.debug();
    }

    @Override
    public Terminal terminal() {
        return output.terminal(command);
    }
}
