package dev.countersign.sign.file;

import dev.countersign.json.Bytes;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Pem;
import dev.countersign.sign.PublicKeys;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfoBuilder;
import org.jspecify.annotations.Nullable;

/** A new key pair, to be written to files and then forgotten. */
public final class GeneratedKey {
    private static final int ITERATIONS = 600_000;

    private final PrivateHalf half;
    private final SecureRandom random;

    GeneratedKey(PrivateHalf half, SecureRandom random) {
        this.half = half;
        this.random = random;
    }

    /** The private half as PEM (PKCS#8), encrypted with AES-256 and PBKDF2 unless the passphrase is null. */
    public Bytes toPem(char @Nullable [] passphrase) {
        try {
            return passphrase == null
                    ? Pem.write("PRIVATE KEY", half.info().getEncoded())
                    : Pem.write("ENCRYPTED PRIVATE KEY", encrypted(passphrase));
        } catch (IOException | OperatorCreationException e) {
            throw new KeyUnavailable("the new key cannot be encoded");
        }
    }

    private byte[] encrypted(char[] passphrase) throws IOException, OperatorCreationException {
        var encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                .setProvider(PrivateKeys.ciphers())
                .setPRF(PKCS8Generator.PRF_HMACSHA256)
                .setIterationCount(ITERATIONS)
                .setRandom(random)
                .setPassword(passphrase)
                .build();
        return new PKCS8EncryptedPrivateKeyInfoBuilder(half.info())
                .build(encryptor)
                .getEncoded();
    }

    /** The public half as PEM (SubjectPublicKeyInfo). */
    public Bytes publicPem() {
        return PublicKeys.spkiPem(half.publicParameters());
    }

    /** The public half as it goes into metadata, without any member beyond the specification's. */
    public Key toKey() {
        return half.publicKey();
    }

    public Signer signer() {
        return half.signer(half.publicKey());
    }

    @Override
    public String toString() {
        return "GeneratedKey[" + toKey().id() + "]";
    }
}
