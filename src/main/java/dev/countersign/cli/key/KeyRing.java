package dev.countersign.cli.key;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FileFailure;
import dev.countersign.cli.Questions;
import dev.countersign.cli.Terminal;
import dev.countersign.files.SmallFile;
import dev.countersign.json.Bytes;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.PublicKeys;
import dev.countersign.sign.Signer;
import dev.countersign.sign.VerifyingSigner;
import dev.countersign.sign.file.KeyFileAccess;
import dev.countersign.sign.file.KeyForm;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.sign.pkcs11.Pkcs11Keys;
import dev.countersign.tuf.key.Key;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keys by the names that users give: PEM files, and URIs of keys in tokens and, for public halves, with services. */
public final class KeyRing {
    private static final int MAX_BYTES = 64 * 1024;
    private static final int TRIES = 3;
    private static final String TOKEN = Pkcs11Keys.SCHEME + ":";

    private final PassphraseOptions passphrases;
    private final Questions questions;
    private final Terminal terminal;
    private final Pkcs11Keys tokens;
    private final Map<String, HeldKey> opened = new HashMap<>();

    public KeyRing(PassphraseOptions passphrases, Questions questions, Terminal terminal) {
        this.passphrases = passphrases;
        this.questions = questions;
        this.terminal = terminal;
        this.tokens = new Pkcs11Keys(this::pin);
    }

    private Optional<char[]> pin(String token) {
        var given = passphrases.given();
        if (given.size() > 1) {
            // A token locks itself after a few wrong PINs, so none is tried that may be the passphrase of a file.
            throw new KeyUnavailable("which of the passphrases is the PIN of token " + token
                    + "? Name a file with it in the URI: ?pin-source=file:/path");
        }
        return given.isEmpty() ? questions.secret("PIN of token " + token + ": ") : Optional.of(given.getFirst());
    }

    /** Whether a name is a URI of a key in a token or with a service, and no file's. */
    public static boolean isUri(String name) {
        return name.startsWith(TOKEN) || KeyServiceOptions.isMeant(name);
    }

    /**
     * Where metadata says that a key is which goes by this name here: its URI, without what only concerns this machine. Empty for
     * a file, of which only the service knows where its private half will be.
     */
    public static Optional<String> publicUri(String name) {
        return isUri(name) ? Optional.of(name.startsWith(TOKEN) ? Pkcs11Keys.publicUri(name) : name) : Optional.empty();
    }

    /** The public key of a PEM file, of an unencrypted private key too, or of a key in a token or with a service. */
    public Key publicKey(String name) {
        return named(name, () -> {
            if (name.startsWith(TOKEN)) {
                return tokens.publicKey(name.substring(TOKEN.length()));
            }
            if (KeyServiceOptions.isMeant(name)) {
                return new KeyServiceOptions().keys(name).publicKey(name.substring(name.indexOf(':') + 1));
            }
            var pem = content(name);
            return KeyForm.detect(pem).isPrivate() ? privateKey(name).key() : PublicKeys.fromPem(pem);
        });
    }

    /** The private key of a PEM file or a token; a file's passphrase is looked for, and then asked for. Opened once. */
    public HeldKey privateKey(String name) {
        var known = opened.get(name);
        if (known == null) {
            known = named(name, () -> name.startsWith(TOKEN) ? inToken(name) : inFile(name));
            opened.put(name, known);
        }
        return known;
    }

    private HeldKey inToken(String name) {
        var location = name.substring(TOKEN.length());
        return new HeldKey(name, tokens.open(location), listed -> tokens.open(location, listed));
    }

    private HeldKey inFile(String name) {
        var pem = content(name);
        var form = KeyForm.detect(pem);
        passphrases.warnings().forEach(terminal::warn);
        if (!form.isEncrypted()) {
            var held = held(name, pem, null);
            KeyFileAccess.warning(Path.of(name)).ifPresent(warning -> terminal.warn("Warning: " + warning));
            terminal.warn("Warning: " + name + " is not encrypted; whoever reads the file can sign with it.");
            return held;
        }
        KeyUnavailable wrong = null;
        for (var passphrase : passphrases.given()) {
            try {
                return held(name, pem, passphrase);
            } catch (KeyUnavailable e) {
                wrong = e;
            }
        }
        return asked(name, pem, wrong);
    }

    private HeldKey asked(String name, Bytes pem, @Nullable KeyUnavailable wrong) {
        var last = wrong;
        for (int i = 0; i < TRIES && questions.possible(); i++) {
            var passphrase = questions.secret("Passphrase of " + name + ": ");
            if (passphrase.isEmpty()) {
                break;
            }
            try {
                return held(name, pem, passphrase.get());
            } catch (KeyUnavailable e) {
                last = e;
                terminal.warn(name + ": " + e.getMessage());
            }
        }
        throw last != null
                ? last
                : new KeyUnavailable("the private key is encrypted (expected: --passphrase-file, --passphrase-env or"
                        + " --passphrase-stdin)");
    }

    private static HeldKey held(String name, Bytes pem, char @Nullable [] passphrase) {
        Signer signer = new VerifyingSigner(PrivateKeys.load(pem, passphrase));
        return new HeldKey(name, signer, listed -> new VerifyingSigner(PrivateKeys.load(pem, passphrase, listed)));
    }

    /** The content of a key file. */
    static Bytes content(String name) {
        try {
            return Bytes.wrap(SmallFile.read(Path.of(name), MAX_BYTES));
        } catch (SmallFile.TooLargeException e) {
            throw new CliFailure.CommandRefused(name + ": too long for a key (expected: <= " + MAX_BYTES + " bytes)");
        } catch (InvalidPathException e) {
            throw new CliFailure.Misused(name + ": not the name of a file");
        } catch (IOException e) {
            throw FileFailure.refused(Path.of(name), e);
        }
    }

    private static <T> T named(String name, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (KeyUnavailable e) {
            throw new CliFailure.CommandRefused(shown(name) + ": " + e.getMessage());
        }
    }

    /** A URI may hold a PIN. */
    private static String shown(String name) {
        return name.startsWith(TOKEN) ? name.replaceAll("pin-value=[^&]*", "pin-value=…") : name;
    }

    /** The keys, opened one after the other. */
    List<HeldKey> privateKeys(List<String> names) {
        return names.stream().map(this::privateKey).toList();
    }
}
