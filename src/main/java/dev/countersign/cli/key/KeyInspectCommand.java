package dev.countersign.cli.key;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.ConsoleQuestions;
import dev.countersign.cli.Exit;
import dev.countersign.cli.LocalOptions;
import dev.countersign.cli.Questions;
import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.sign.file.KeyForm;
import dev.countersign.sign.pkcs11.Pkcs11Keys;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeySupport;
import dev.countersign.tuf.key.PrivateMaterial;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code countersign key inspect}: what key files hold. */
@Command(
        name = "inspect",
        description = {
            "Show what key files hold: form, keyid, type, and what TUF clients make of the key.",
            "Ends with 1 when a file holds no key that can be used."
        },
        abbreviateSynopsis = true,
        sortOptions = false)
public final class KeyInspectCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "PEM files, or pkcs11: URIs.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--no-passphrase",
            description = "Do not decrypt: show of an encrypted key what can be seen without its passphrase.")
    private boolean noPassphrase;

    @Mixin
    private PassphraseOptions passphrases = new PassphraseOptions();

    @Mixin
    private LocalOptions options = new LocalOptions();

    private final Questions questions;

    public KeyInspectCommand() {
        this(ConsoleQuestions.ofSystem());
    }

    public KeyInspectCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() {
        var ring = new KeyRing(passphrases, questions, options.terminal());
        var json = new ArrayList<Json>();
        var text = new ArrayList<String>();
        boolean usable = true;
        for (var name : names) {
            try {
                usable &= inspect(name, ring, json, text);
            } catch (CliFailure.CommandRefused e) {
                usable = false;
                json.add(Json.object()
                        .put("file", name)
                        .put("problem", e.getMessage())
                        .build());
                text.add(String.valueOf(e.getMessage()));
            }
        }
        options.terminal().result(Json.object().put("keys", new Json.Arr(json)).build(), String.join("\n", text));
        return usable ? Exit.OK.code() : Exit.REFUSED.code();
    }

    private boolean inspect(String name, KeyRing ring, List<Json> json, List<String> text) {
        var token = name.startsWith(Pkcs11Keys.SCHEME + ":");
        var form = token ? KeyForm.PUBLIC : KeyForm.detect(KeyRing.content(name));
        var words = token ? "key in a PKCS#11 token" : form.words();
        if (form.isEncrypted() && noPassphrase) {
            json.add(Json.object().put("file", name).put("form", words).build());
            text.add(name + ": " + words + "\n  what is inside shows with its passphrase only");
            return true;
        }
        if (form == KeyForm.NONE) {
            throw new CliFailure.CommandRefused(
                    name + ": holds no key in PEM that this software knows (expected: PUBLIC KEY,"
                            + " PRIVATE KEY, ENCRYPTED PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY)"
                            + KeyForm.advice(KeyRing.content(name)));
        }
        if (form == KeyForm.PUBLIC
                && !token
                && PrivateMaterial.in(KeyRing.content(name).utf8())) {
            throw new CliFailure.CommandRefused(
                    name + ": holds a private key beside the public one (expected: the public half" + " alone; "
                            + PrivateMaterial.ADVICE + ")");
        }
        var key = ring.publicKey(name);
        var limits = KeySupport.problem(key).map(List::of).orElseGet(() -> KeySupport.warnings(key));
        json.add(described(name, words, key)
                .put("can_sign", token || form.isPrivate())
                .put("encrypted", form.isEncrypted())
                .put("warnings", limits)
                .build());
        text.add(name + ": " + words + "\n  keyid    " + key.id() + "\n  type     " + key.keytype() + ", signs as "
                + key.scheme()
                + (limits.isEmpty()
                        ? "\n  clients  every TUF client in common use verifies it"
                        : "\n  WARNING  " + String.join("\n  WARNING  ", limits)));
        return true;
    }

    private static ObjectBuilder described(String name, String form, Key key) {
        return Json.object()
                .put("file", name)
                .put("form", form)
                .put("keyid", key.id().value())
                .put("keytype", key.keytype())
                .put("scheme", key.scheme())
                .put("public", key.publicValue());
    }
}
