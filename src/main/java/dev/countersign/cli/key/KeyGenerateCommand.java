package dev.countersign.cli.key;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Exit;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.LocalOptions;
import dev.countersign.cli.PrivateFile;
import dev.countersign.cli.Questions;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code countersign key generate}: makes a key pair. */
@Command(
        name = "generate",
        description = {
            "Make a key pair: the private half for you alone, the public half for the ceremony.",
            "The private half is encrypted with a passphrase, unless --unencrypted is given."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class KeyGenerateCommand implements Callable<Integer> {
    private static final int SHORTEST_PASSPHRASE = 8;

    /** Kinds under the names that users know them by. */
    enum Type {
        ED25519(KeyKind.ED25519),
        ECDSA_P256(KeyKind.ECDSA_P256),
        RSA(KeyKind.RSA_4096);

        private final KeyKind kind;

        Type(KeyKind kind) {
            this.kind = kind;
        }
    }

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "ed25519",
            converter = TypeName.class,
            description = "ed25519, ecdsa-p256 or rsa (4096 bits). Default: ed25519")
    private Type type = Type.ED25519;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write the private half.")
    private @Nullable Path out;

    @Option(
            names = "--public-out",
            paramLabel = "FILE",
            description = "Where to write the public half. Default: beside the private one, with .pub at the end")
    private @Nullable Path publicOut;

    @Option(
            names = "--unencrypted",
            description = "Write the private half without a passphrase, as a service needs it.")
    private boolean unencrypted;

    @Mixin
    private PassphraseOptions passphrases = new PassphraseOptions();

    @Mixin
    private LocalOptions options = new LocalOptions();

    private final Questions questions;

    public KeyGenerateCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public KeyGenerateCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        var file = out == null ? asked() : out;
        var publicFile = publicOut == null ? file.resolveSibling(publicName(file)) : publicOut;
        requireAbsent(file);
        requireAbsent(publicFile);
        var passphrase = unencrypted ? null : passphrase();
        var pair = PrivateKeys.generate(type.kind, new SecureRandom());
        write(file, pair.toPem(passphrase), true);
        write(publicFile, pair.publicPem(), false);
        if (passphrase != null) {
            Arrays.fill(passphrase, '\0');
        } else {
            options.terminal().warn("Warning: " + file + " is not encrypted; whoever reads the file can sign with it.");
        }
        report(pair, file, publicFile);
        return Exit.OK.code();
    }

    private Path asked() {
        if (!questions.possible()) {
            throw new CliFailure.Misused("where to? Give --out FILE");
        }
        return Path.of(questions.ask("File for the private half", null));
    }

    private static String publicName(Path file) {
        var name = String.valueOf(file.getFileName());
        return (name.endsWith(".pem") ? name.substring(0, name.length() - 4) : name) + ".pub";
    }

    private static void requireAbsent(Path file) {
        if (Files.exists(file)) {
            throw new CliFailure.CommandRefused(
                    file + " exists already; keys are never overwritten: choose another name");
        }
    }

    private char[] passphrase() {
        var given = passphrases.given();
        var passphrase = given.isEmpty() ? chosen() : given.getFirst().clone();
        if (passphrase.length < SHORTEST_PASSPHRASE) {
            throw new CliFailure.CommandRefused("the passphrase has " + passphrase.length + " characters (expected: >= "
                    + SHORTEST_PASSPHRASE + ")");
        }
        return passphrase;
    }

    private char[] chosen() {
        var first = questions
                .secret("Passphrase for " + out + ": ")
                .orElseThrow(() -> new CliFailure.Misused("no passphrase: give --passphrase-file, --passphrase-env or"
                        + " --passphrase-stdin, or --unencrypted"));
        var second = questions.secret("The same again: ").orElse(new char[0]);
        if (!Arrays.equals(first, second)) {
            throw new CliFailure.CommandRefused("the two passphrases differ; nothing was written");
        }
        return first;
    }

    private static void write(Path file, Bytes pem, boolean secret) {
        try {
            if (secret) {
                PrivateFile.create(file, pem.array());
            } else {
                Files.write(file, pem.array(), StandardOpenOption.CREATE_NEW);
            }
        } catch (FileAlreadyExistsException e) {
            throw new CliFailure.CommandRefused(
                    file + " exists already; keys are never overwritten: choose another name");
        } catch (IOException e) {
            throw FileFailure.refused(file, e);
        }
    }

    private void report(GeneratedKey pair, Path file, Path publicFile) {
        var key = pair.toKey();
        var json = Json.object()
                .put("keyid", key.id().value())
                .put("keytype", key.keytype())
                .put("scheme", key.scheme())
                .put("private", file.toString())
                .put("public", publicFile.toString())
                .put("encrypted", !unencrypted)
                .build();
        options.terminal()
                .result(
                        json,
                        "Made a key: " + key.scheme() + "\n  keyid    " + key.id() + "\n  private  " + file
                                + (unencrypted ? " (NOT encrypted)" : " (encrypted)") + "\n  public   " + publicFile);
    }
}
