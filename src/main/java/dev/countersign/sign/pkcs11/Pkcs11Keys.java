package dev.countersign.sign.pkcs11;

import dev.countersign.files.SmallFile;
import dev.countersign.sign.KeySource;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Signer;
import dev.countersign.sign.VerifyingSigner;
import dev.countersign.tuf.key.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Keys in PKCS#11 tokens, such as smart cards and hardware security modules: ECDSA, RSA, and Ed25519 where the token has
 * it. RFC 7512 URIs name them. Not safe for several threads; sessions end with the process.
 */
public final class Pkcs11Keys implements KeySource {
    /** The scheme of the URIs. */
    public static final String SCHEME = "pkcs11";

    private static final int MAX_PIN_BYTES = 1024;

    private final Function<String, Optional<char[]>> pins;
    private final Map<Path, Cryptoki> modules = new HashMap<>();

    /** @param pins asks for the PIN of a token, named for people; empty when nobody can be asked */
    public Pkcs11Keys(Function<String, Optional<char[]>> pins) {
        this.pins = pins;
    }

    /** A URI without its query, which holds the library and the PIN of one machine: as it may stand in metadata. */
    public static String publicUri(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /**
     * The public half of the key at a place, under the id it has by default.
     *
     * @param location what follows {@code pkcs11:}
     * @throws KeyUnavailable when there is none, or there are several
     */
    public Key publicKey(String location) {
        return open(location).key();
    }

    /**
     * The signer at a place, under the id and scheme that its public half has by default.
     *
     * @throws KeyUnavailable when there is none, or there are several
     */
    public Signer open(String location) {
        var object = object(Pkcs11Uri.parse(location));
        return new VerifyingSigner(new TokenSigner(object.publicKey(), object));
    }

    @Override
    public Signer open(String location, Key publicKey) {
        var object = object(Pkcs11Uri.parse(location));
        var found = object.publicKey();
        if (!found.sameKeyAs(publicKey)) {
            throw new KeyUnavailable("the key in the token is not the other half of key " + publicKey.id()
                    + " (expected: that one; this is " + found.scheme() + " " + found.id() + ")");
        }
        return new VerifyingSigner(new TokenSigner(publicKey, object));
    }

    private TokenObject object(Pkcs11Uri uri) {
        var cryptoki = modules.computeIfAbsent(module(uri), Cryptoki::load);
        long session = cryptoki.open(TokenSearch.slot(uri, cryptoki));
        var pin = pin(uri);
        cryptoki.login(session, pin);
        return TokenSearch.find(uri, cryptoki, session, pin);
    }

    private static Path module(Pkcs11Uri uri) {
        try {
            var module = Path.of(uri.module()).toAbsolutePath();
            if (Files.isRegularFile(module)) {
                return module;
            }
        } catch (InvalidPathException e) {
            // Refused below, like a file that is not there.
        }
        throw new KeyUnavailable("module-path: " + uri.module() + " is no file (expected: the token's library)");
    }

    private char[] pin(Pkcs11Uri uri) {
        if (uri.pinValue() != null) {
            return uri.pinValue().toCharArray();
        }
        if (uri.pinSource() != null) {
            return fromFile(uri.pinSource());
        }
        var token = uri.token() == null ? "at slot " + uri.slot() : uri.token();
        return pins.apply(token)
                .map(pin -> Arrays.copyOf(pin, pin.length))
                .orElseThrow(() -> new KeyUnavailable(
                        "the token needs its PIN (expected: ?pin-source=file:/path in the URI, or somebody to ask)"));
    }

    static char[] fromFile(String name) {
        try {
            var file = Path.of(name);
            return SmallFile.text(file, MAX_PIN_BYTES).strip().toCharArray();
        } catch (SmallFile.TooLargeException e) {
            throw new KeyUnavailable("pin-source: too long for a PIN (expected: <= " + MAX_PIN_BYTES + " bytes)");
        } catch (InvalidPathException | IOException e) {
            throw new KeyUnavailable("pin-source: the file cannot be read (expected: one that holds the PIN)");
        }
    }
}
