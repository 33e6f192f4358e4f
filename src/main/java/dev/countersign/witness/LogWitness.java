package dev.countersign.witness;

import dev.countersign.transparency.InvalidLog;
import dev.countersign.transparency.VerifierKey;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Somebody who signs checkpoints of a log as long as it only grows.
 *
 * @param key verifies what it signs
 * @param submit the address that checkpoints are sent to
 */
public record LogWitness(VerifierKey key, URI submit) {

    /**
     * Reads a verifier key and an address, with a space between.
     *
     * @throws InvalidLog for anything else
     */
    public static LogWitness parse(String text) {
        var parts = text.strip().split("\\s+", -1);
        if (parts.length != 2) {
            throw new InvalidLog("\"" + text + "\" (expected: the verifier key of a witness, a space and its address)");
        }
        var key = VerifierKey.parse(parts[0]);
        if (key.kind() != VerifierKey.SignatureKind.COSIGNATURE) {
            throw new InvalidLog(parts[0] + " is the key of a log (expected: that of a witness, of type 4)");
        }
        return new LogWitness(key, URI.create(address(parts[1]) + "/add-checkpoint"));
    }

    private static String address(String text) {
        try {
            var address = new URI(text.replaceAll("/+$", ""));
            if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null
                    && address.getRawQuery() == null) {
                return address.toString();
            }
        } catch (URISyntaxException e) {
            // Refused below, like addresses of other kinds.
        }
        throw new InvalidLog(text + " (expected: the address of a witness, such as https://witness.example.org)");
    }
}
