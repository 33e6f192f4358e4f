package dev.countersign.cli.key;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Exit;
import dev.countersign.cli.LocalOptions;
import dev.countersign.cli.Questions;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.PublicKeys;
import dev.countersign.sign.kms.vault.VaultKeys;
import dev.countersign.sign.pkcs11.Pkcs11Keys;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeySupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign key import-from}: the public half of a key that a service or a token keeps. */
@Command(
        name = "import-from",
        description = {
            "Get the public half of a key that a service or a token keeps, ready for a ceremony.",
            "The private half stays where it is. Credentials come from where the service's own programs take them.",
            "Ends with 1 when there is no such key, or none that TUF clients can use."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class KeyImportCommand implements Callable<Integer> {
    private static final String VAULT = "vault:";

    @Parameters(
            paramLabel = "KEY",
            description = "vault:NAME (its newest version), hv:NAME/VERSION, awskms:ID, awskms:alias/NAME,"
                    + " gcpkms:projects/…/cryptoKeyVersions/N, azurekms://VAULT.vault.azure.net/keys/NAME/VERSION, or"
                    + " pkcs11:token=…;object=…?module-path=LIBRARY")
    private String name = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write the public half, PEM.")
    private @Nullable Path out;

    @Mixin
    private KeyServiceOptions services = new KeyServiceOptions();

    @Mixin
    private PassphraseOptions passphrases = new PassphraseOptions();

    @Mixin
    private LocalOptions options = new LocalOptions();

    private final Questions questions;

    public KeyImportCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public KeyImportCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        var found = available(this::found);
        KeySupport.problem(found.key()).ifPresent(problem -> {
            throw new CliFailure.CommandRefused(problem);
        });
        KeySupport.warnings(found.key()).forEach(warning -> options.terminal().warn("Warning: " + warning));
        if (out != null) {
            write(out, PublicKeys.toPem(found.key()));
        }
        report(found);
        return Exit.OK.code();
    }

    /**
     * A key and where it is.
     *
     * @param uri for metadata: without what only concerns this machine
     */
    private record ImportedKey(Key key, String uri) {}

    private ImportedKey found() {
        if (name.startsWith(Pkcs11Keys.SCHEME + ":")) {
            var ring = new KeyRing(passphrases, questions, options.terminal());
            return new ImportedKey(ring.publicKey(name), Pkcs11Keys.publicUri(name));
        }
        var uri = name.startsWith(VAULT) ? ofVault(name.substring(VAULT.length())) : name;
        if (!KeyServiceOptions.isMeant(uri)) {
            throw new CliFailure.Misused("\"" + name + "\" names no place of keys (expected: vault:, hv:, awskms:,"
                    + " gcpkms:, azurekms: or pkcs11:, and a key there)");
        }
        var keys = services.keys(uri);
        var location = uri.substring(uri.indexOf(':') + 1);
        var key = keys.publicKey(location);
        // Whether the service can sign metadata with such a key.
        var _ = keys.open(location, key);
        return new ImportedKey(key, uri);
    }

    private String ofVault(String location) {
        return VaultKeys.SCHEME + ":"
                + (location.contains("/")
                        ? location
                        : location + "/" + services.vault().newestVersion(location));
    }

    private static <T> T available(Supplier<T> asked) {
        try {
            return asked.get();
        } catch (KeyUnavailable e) {
            throw new CliFailure.CommandRefused(String.valueOf(e.getMessage()));
        }
    }

    private static void write(Path file, Bytes pem) {
        try {
            Files.write(file, pem.array(), StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new CliFailure.CommandRefused(
                    file + " cannot be written (expected: a new file in a folder that you may write to)");
        }
    }

    private void report(ImportedKey found) {
        var key = found.key();
        var json = Json.object()
                .put("uri", found.uri())
                .put("keyid", key.id().value())
                .put("keytype", key.keytype())
                .put("scheme", key.scheme())
                .put("public", key.publicValue())
                .put("file", out == null ? null : out.toString());
        options.terminal()
                .result(
                        json.build(),
                        found.uri() + "\n  keyid    " + key.id() + "\n  type     " + key.keytype() + ", signs as "
                                + key.scheme() + "\nFor a ceremony or a root update: --online-key "
                                + (out == null ? name.startsWith(VAULT) ? found.uri() : name : out) + " --online-uri '"
                                + found.uri() + "'");
    }
}
