package dev.countersign.sign;

import dev.countersign.json.Bytes;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.openssl.PEMParser;
import org.jspecify.annotations.Nullable;

/** The text form of keys (RFC 7468). */
public final class Pem {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final int MAX_OBJECTS = 8;

    private Pem() {}

    /** The first object that is more than the parameters of a curve, or null when there is none. */
    public static @Nullable Object read(Bytes pem) {
        try (var parser = new PEMParser(new StringReader(plain(pem.utf8())))) {
            for (int i = 0; i < MAX_OBJECTS; i++) {
                var object = parser.readObject();
                if (!(object instanceof ASN1ObjectIdentifier) && !(object instanceof X9ECParameters)) {
                    return object;
                }
            }
            return null;
        } catch (IOException | RuntimeException e) {
            // Bouncy Castle answers hostile input with unchecked exceptions of many kinds.
            return null;
        }
    }

    /** Removes what some editors add: a byte order mark, carriage returns. */
    private static String plain(String text) {
        var unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return unmarked.replace("\r\n", "\n").replace('\r', '\n');
    }

    /** The text of an object: lines of 64 characters, each with a line feed, the last one too. */
    public static Bytes write(String label, byte[] der) {
        var body = new String(LINES.encode(der), StandardCharsets.US_ASCII);
        return Bytes.utf8("-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }
}
