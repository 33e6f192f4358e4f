package dev.countersign.sign.file;

import dev.countersign.json.Bytes;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.OtherForms;
import dev.countersign.sign.Pem;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.SignatureScheme;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/** Private keys in PEM, encrypted or not: PKCS#8, PKCS#1 for RSA, SEC 1 for EC. */
public final class PrivateKeys {
    /** Loaded with the first encrypted key, because it takes a tenth of a second; a service never has one. */
    private static final class Ciphers {
        /** Not registered with the runtime: its old ciphers are for reading keys only. */
        private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();
    }

    private PrivateKeys() {}

    static Provider ciphers() {
        return Ciphers.BOUNCY_CASTLE;
    }

    /**
     * Loads a private key that must be the other half of a public one.
     *
     * @param passphrase null for an unencrypted key; ignored when the key turns out to be unencrypted
     * @throws KeyUnavailable when it cannot be read, or is another key
     */
    public static Signer load(Bytes pem, char @Nullable [] passphrase, Key expected) {
        var half = read(pem, passphrase);
        var found = half.publicKey();
        if (!found.sameKeyAs(expected)) {
            throw new KeyUnavailable("the private key is not the other half of key " + expected.id()
                    + " (expected: that one; this" + " is " + found.scheme() + " " + found.id() + ")");
        }
        return half.signer(expected);
    }

    /**
     * Loads a private key; its public half gets the keyid that most software would give it.
     *
     * @param passphrase null for an unencrypted key; ignored when the key turns out to be unencrypted
     * @throws KeyUnavailable when it cannot be read
     */
    public static Signer load(Bytes pem, char @Nullable [] passphrase) {
        var half = read(pem, passphrase);
        return half.signer(half.publicKey());
    }

    private static PrivateHalf read(Bytes pem, char @Nullable [] passphrase) {
        return switch (Pem.read(pem)) {
            case PrivateKeyInfo info -> PrivateHalf.parse(info);
            case PEMKeyPair pair -> PrivateHalf.parse(pair.getPrivateKeyInfo());
            case PKCS8EncryptedPrivateKeyInfo encrypted -> PrivateHalf.parse(decrypt(encrypted, required(passphrase)));
            case PEMEncryptedKeyPair encrypted -> PrivateHalf.parse(decrypt(encrypted, required(passphrase)));
            case null, default ->
                throw new KeyUnavailable(
                        "the file holds no private key in PEM (expected: PKCS#8, RSA PRIVATE KEY or EC PRIVATE KEY)"
                                + OtherForms.advice(pem));
        };
    }

    private static char[] required(char @Nullable [] passphrase) {
        if (passphrase == null) {
            throw new KeyUnavailable("the private key is encrypted (expected: its passphrase, or an unencrypted key)");
        }
        return passphrase;
    }

    private static PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo encrypted, char[] passphrase) {
        try {
            return encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                    .setProvider(ciphers())
                    .build(passphrase));
        } catch (PKCSException | OperatorCreationException | RuntimeException e) {
            throw wrongPassphrase();
        }
    }

    private static PrivateKeyInfo decrypt(PEMEncryptedKeyPair encrypted, char[] passphrase) {
        try {
            var decryptor =
                    new JcePEMDecryptorProviderBuilder().setProvider(ciphers()).build(passphrase);
            return encrypted.decryptKeyPair(decryptor).getPrivateKeyInfo();
        } catch (IOException | RuntimeException e) {
            throw wrongPassphrase();
        }
    }

    private static KeyUnavailable wrongPassphrase() {
        return new KeyUnavailable("the private key cannot be decrypted (expected: its passphrase)");
    }

    /** A new key pair. */
    public static GeneratedKey generate(KeyKind kind, SecureRandom random) {
        try {
            return new GeneratedKey(PrivateHalf.parse(privateKey(kind, random)), random);
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyUnavailable("this Java runtime cannot make a key of kind " + kind);
        }
    }

    private static PrivateKeyInfo privateKey(KeyKind kind, SecureRandom random)
            throws IOException, GeneralSecurityException {
        return switch (kind) {
            case ED25519 -> PrivateKeyInfoFactory.createPrivateKeyInfo(new Ed25519PrivateKeyParameters(random));
            case ECDSA_P256 -> ecdsa(random);
            case RSA_2048 -> rsa(2048, random);
            case RSA_4096 -> rsa(4096, random);
        };
    }

    private static PrivateKeyInfo ecdsa(SecureRandom random) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(SignatureScheme.Family.ECDSA.keyFactory());
        generator.initialize(new ECGenParameterSpec(SignatureScheme.ECDSA_P256.curve()), random);
        return info(generator);
    }

    private static PrivateKeyInfo rsa(int bits, SecureRandom random) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(SignatureScheme.Family.RSA.keyFactory());
        generator.initialize(bits, random);
        return info(generator);
    }

    private static PrivateKeyInfo info(KeyPairGenerator generator) {
        return PrivateKeyInfo.getInstance(
                generator.generateKeyPair().getPrivate().getEncoded());
    }
}
