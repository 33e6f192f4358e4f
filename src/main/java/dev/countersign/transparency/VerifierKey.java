package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The public key of a log or of a witness, with its name (C2SP signed-note).
 *
 * @param publicKey 32 bytes of Ed25519
 */
public record VerifierKey(String name, SignatureKind kind, Bytes publicKey) {

    /** What the signatures of a key mean. */
    public enum SignatureKind {
        /** The signer says the text. */
        NOTE(1),
        /** A witness has seen the log grow consistently up to the checkpoint, at the time it names. */
        COSIGNATURE(4);

        private final int type;

        SignatureKind(int type) {
            this.type = type;
        }
    }

    private static final String EXPECTED = " (expected: NAME+ID+KEY, a verifier key as c2sp.org/signed-note writes it)";
    private static final int ID_LENGTH = 4;

    public VerifierKey {
        if (!isName(name)) {
            throw new InvalidLog("\"" + name + "\" is no name of a key (expected: no space and no +)");
        }
        if (publicKey.length() != Ed25519.PUBLIC_KEY_SIZE || !Ed25519.validatePublicKeyFull(publicKey.array(), 0)) {
            throw new InvalidLog("the key of " + name + " is no Ed25519 public key");
        }
    }

    static boolean isName(String name) {
        return !name.isEmpty()
                && name.codePoints()
                        .noneMatch(c -> c == '+' || c < ' ' || Character.isWhitespace(c) || Character.isSpaceChar(c));
    }

    /** @throws InvalidLog for anything but one key */
    public static VerifierKey parse(String text) {
        int id = text.indexOf('+');
        int key = text.indexOf('+', id + 1);
        if (id < 0 || key < 0) {
            throw new InvalidLog(text + EXPECTED);
        }
        var material = decoded(text.substring(key + 1), text);
        var parsed = new VerifierKey(text.substring(0, id), kind(material, text), material.slice(1, material.length()));
        if (!parsed.id().hex().equals(text.substring(id + 1, key))) {
            throw new InvalidLog(
                    text + " has the id of another key: " + parsed.id().hex() + " belongs to it");
        }
        return parsed;
    }

    private static Bytes decoded(String base64, String text) {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new InvalidLog(text + EXPECTED);
        }
    }

    private static SignatureKind kind(Bytes material, String text) {
        for (var kind : SignatureKind.values()) {
            if (material.length() > 0 && material.byteAt(0) == kind.type) {
                return kind;
            }
        }
        throw new InvalidLog(text + " is of a type that is not read (expected: 1, Ed25519; 4, cosignature/v1)");
    }

    /** Four bytes by which signatures name the key, beside its name. */
    Bytes id() {
        var named = new ByteArrayOutputStream();
        named.writeBytes(Bytes.utf8(name).array());
        named.write('\n');
        named.writeBytes(material().array());
        return Bytes.wrap(named.toByteArray()).sha256().slice(0, ID_LENGTH);
    }

    private Bytes material() {
        return Bytes.wrap(ByteBuffer.allocate(1 + publicKey.length())
                .put((byte) kind.type)
                .put(publicKey.array())
                .array());
    }

    /** Whether a signature names this key, so that it must be right. */
    boolean made(SignedNote.SignatureLine line) {
        return line.name().equals(name) && line.keyId().equals(id());
    }

    boolean verifies(String text, Bytes signature) {
        return switch (kind) {
            case NOTE -> verifies(Bytes.utf8(text), signature);
            case COSIGNATURE ->
                signature.length() == Cosignature.LENGTH
                        && verifies(
                                Cosignature.message(Cosignature.time(signature), text),
                                signature.slice(Long.BYTES, signature.length()));
        };
    }

    private boolean verifies(Bytes message, Bytes signature) {
        return signature.length() == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature.array(), 0, publicKey.array(), 0, message.array(), 0, message.length());
    }

    @Override
    public String toString() {
        return name + "+" + HexFormat.of().formatHex(id().array()) + "+"
                + Base64.getEncoder().encodeToString(material().array());
    }
}
