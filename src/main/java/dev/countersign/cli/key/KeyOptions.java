package dev.countersign.cli.key;

import dev.countersign.cli.Questions;
import dev.countersign.cli.Terminal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** With which private keys to sign. Filled in by picocli. */
public final class KeyOptions {
    @Option(names = "--key", paramLabel = "KEY", description = "Private key to sign with: PEM file or pkcs11: URI.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private PassphraseOptions passphrases = new PassphraseOptions();

    public List<String> names() {
        return names;
    }

    public KeyRing ring(Questions questions, Terminal terminal) {
        return new KeyRing(passphrases, questions, terminal);
    }
}
