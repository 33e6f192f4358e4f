package dev.countersign.transparency;

import dev.countersign.json.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A text and signatures of it (C2SP signed-note).
 *
 * @param text ends with a line feed
 */
public record SignedNote(String text, List<SignatureLine> signatures) {
    public static final int MAX_BYTES = 1 << 18;

    private static final String BEGIN = "\u2014 ";
    private static final int ID_LENGTH = 4;

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /** One signature, not verified. */
    public record SignatureLine(String name, Bytes keyId, Bytes signature) {

        /** @param line without a line feed at its end */
        static SignatureLine parse(String line) {
            int space = line.indexOf(' ', BEGIN.length());
            if (!line.startsWith(BEGIN) || space < 0) {
                throw new InvalidLog("a line of a note is no signature");
            }
            var name = line.substring(BEGIN.length(), space);
            var bytes = decoded(line.substring(space + 1));
            if (!VerifierKey.isName(name) || bytes.length() <= ID_LENGTH) {
                throw new InvalidLog("a line of a note is no signature");
            }
            return new SignatureLine(name, bytes.slice(0, ID_LENGTH), bytes.slice(ID_LENGTH, bytes.length()));
        }

        private static Bytes decoded(String base64) {
            try {
                return Bytes.wrap(Base64.getDecoder().decode(base64));
            } catch (IllegalArgumentException e) {
                throw new InvalidLog("a signature of a note is not base64");
            }
        }

        @Override
        public String toString() {
            var bytes = ByteBuffer.allocate(ID_LENGTH + signature.length())
                    .put(keyId.array())
                    .put(signature.array())
                    .array();
            return BEGIN + name + " " + Base64.getEncoder().encodeToString(bytes);
        }
    }

    /** @throws InvalidLog for anything that is no note */
    public static SignedNote parse(Bytes note) {
        var text = text(note);
        int end = text.lastIndexOf("\n\n");
        if (end < 0 || !text.endsWith("\n") || end + 2 == text.length()) {
            throw new InvalidLog("a note ends with a blank line and signatures");
        }
        return new SignedNote(text.substring(0, end + 1), lines(text.substring(end + 2)));
    }

    private static String text(Bytes note) {
        if (note.length() > MAX_BYTES) {
            throw new InvalidLog("a note has " + note.length() + " bytes (expected: at most " + MAX_BYTES + ")");
        }
        try {
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(note.array()))
                    .toString();
            if (text.chars().anyMatch(c -> c < ' ' && c != '\n')) {
                throw new InvalidLog("a note holds control characters");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new InvalidLog("a note is not UTF-8");
        }
    }

    /** Signatures in the form in which a witness answers: each ends with a line feed. */
    public static List<SignatureLine> lines(String text) {
        return text.lines().map(SignatureLine::parse).toList();
    }

    public SignedNote with(List<SignatureLine> more) {
        var all = new ArrayList<>(signatures);
        more.stream().filter(line -> !all.contains(line)).forEach(all::add);
        return new SignedNote(text, all);
    }

    /**
     * Those of the keys that have signed it.
     *
     * @throws InvalidLog when a signature names one of the keys and is not made by it
     */
    public List<VerifierKey> signers(List<VerifierKey> keys) {
        var signers = new ArrayList<VerifierKey>();
        for (var key : keys) {
            var lines = signatures.stream().filter(key::made).toList();
            if (lines.stream().anyMatch(line -> !key.verifies(text, line.signature()))) {
                throw new InvalidLog("a signature of " + key.name() + " is wrong");
            }
            if (!lines.isEmpty()) {
                signers.add(key);
            }
        }
        return signers;
    }

    /** The signatures that the key has made. */
    public List<SignatureLine> verified(VerifierKey key) {
        return signatures.stream()
                .filter(line -> key.made(line) && key.verifies(text, line.signature()))
                .toList();
    }

    public Bytes toBytes() {
        var note = new StringBuilder(text).append('\n');
        signatures.forEach(line -> note.append(line).append('\n'));
        return Bytes.utf8(note.toString());
    }
}
