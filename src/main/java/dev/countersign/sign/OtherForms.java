package dev.countersign.sign;

import dev.countersign.json.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;

/** Recognises key files in forms that are not read here, and says how to convert them. */
public final class OtherForms {
    private static final String ANEW = "make a new key with: countersign key generate";
    private static final Map<String, String> BY_MARK = new LinkedHashMap<>();

    static {
        BY_MARK.put(
                "BEGIN OPENSSH PRIVATE KEY",
                "it is an OpenSSH private key; turn a copy of it into PEM with: ssh-keygen -p -m PKCS8 -f COPY, or, for"
                        + " Ed25519, which older ssh-keygen leaves as it is, " + ANEW);
        BY_MARK.put(
                "ssh-ed25519 AAAA",
                "it is an OpenSSH public key of Ed25519, which ssh-keygen does not write as PEM; " + ANEW);
        BY_MARK.put(
                "ssh-rsa AAAA",
                "it is an OpenSSH public key; turn it into PEM with: ssh-keygen -e -m PKCS8 -f FILE > KEY.pub");
        BY_MARK.put(
                "ecdsa-sha2-nistp256 AAAA",
                "it is an OpenSSH public key; turn it into PEM with: ssh-keygen -e -m PKCS8 -f FILE > KEY.pub");
        BY_MARK.put(
                "BEGIN CERTIFICATE",
                "it is a certificate; take the key out with: openssl x509 -in FILE -noout -pubkey > KEY.pub");
        BY_MARK.put(
                "BEGIN ENCRYPTED COSIGN PRIVATE KEY",
                "it is a private key of cosign, which does not give it away as PEM; " + ANEW
                        + " (its public half, cosign.pub, is PEM)");
        BY_MARK.put(
                "BEGIN ENCRYPTED SIGSTORE PRIVATE KEY",
                "it is a private key of cosign, which does not give it away as PEM; " + ANEW
                        + " (its public half, cosign.pub, is PEM)");
        BY_MARK.put(
                "PuTTY-User-Key-File",
                "it is a key of PuTTY; turn it into PEM with: puttygen FILE -O private-openssh -o KEY.pem");
        BY_MARK.put("BEGIN PGP", "it is a key of OpenPGP, which TUF does not use; " + ANEW);
    }

    private OtherForms() {}

    /** A sentence about a file in which no PEM key was found, for a refusal; empty when nothing is recognised. */
    public static String advice(Bytes file) {
        var text = file.utf8();
        for (var form : BY_MARK.entrySet()) {
            if (text.contains(form.getKey())) {
                return "; " + form.getValue();
            }
        }
        int first = file.length() == 0 ? 0 : file.array()[0] & 0xff;
        if (first == 0x30) {
            return "; it looks like DER; turn it into PEM with: openssl pkey -inform DER -in FILE -out KEY.pem, and"
                    + " -pubin -pubout for a public key";
        }
        return first == 0xff || first == 0xfe ? "; it looks like UTF-16; save it as UTF-8" : "";
    }
}
