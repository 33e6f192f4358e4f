package dev.countersign.tuf.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateMaterialTest {
    private static final String SECRET = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
    private static final String PEM = "-----BEGIN PRIVATE KEY-----\\n" + SECRET + "\\n-----END PRIVATE KEY-----\\n";

    private static Json json(String text) {
        return Json.parse(Bytes.utf8(text), JsonLimits.METADATA);
    }

    private static byte[] pkcs8(String algorithm, int bits) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else if (bits > 0) {
            generator.initialize(bits);
        }
        return generator.generateKeyPair().getPrivate().getEncoded();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'signed':{'keys':{'a':{'keytype':'ed25519','keyval':{'public':'00','private':'SECRET'}}}}}",
                "{'keys':{'a':{'keytype':'rsa','keyval':{'public':'00','private':'PEM'}}}}",
                "{'keys':{'a':{'keytype':'ed25519','keyval':{'public':'00','SECRET':'x'}}}}",
                "{'keys':{'a':{'keytype':'ed25519','keyval':{'public':'00','seed':['SECRET']}}}}",
                "{'keys':{'a':{'keyval':{'public':'00'},'x-acme-private-half':'SECRET'}}}",
                "{'keys':{'a':{'keyval':{'public':'00'},'x-acme-note':'PEM'}}}",
                "{'keys':{'a':{'keyval':{'public':'PEM'}}}}",
                "{'a':[1,true,null,{'b':['x','PEM']}]}",
                "{'PEM':1}",
                "'PEM'",
                "{'a':'-----BEGIN OPENSSH PRIVATE KEY-----'}",
                "{'a':'-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----'}",
                "{'a':'PuTTY-User-Key-File-3: ssh-ed25519 SECRET'}",
                "{'jwk':{'kty':'OKP','crv':'Ed25519','x':'AA','d':'SECRET'}}"
            })
    void isFoundAndNeverRepeated(String text) {
        var value = json(text.replace('\'', '"').replace("PEM", PEM).replace("SECRET", SECRET));

        assertThat(PrivateMaterial.in(value))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains("expected: nothing private", "throw this key away")
                        .doesNotContain(SECRET)
                        .doesNotContain(SECRET.substring(0, 16))
                        .doesNotContain("BEGIN"));
    }

    @Test
    void theSentenceSaysWhere() {
        var value = json("{\"signed\":{\"keys\":{\"k1\":{\"keyval\":{\"public\":\"00\",\"private\":\"01\"}}}}}");

        assertThat(PrivateMaterial.in(value).orElseThrow()).startsWith("signed.keys.k1.keyval.private: looks like");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "EC", "RSA"})
    void isFoundInBase64(String algorithm) throws GeneralSecurityException {
        var der = pkcs8(algorithm, algorithm.equals("RSA") ? 2048 : 0);
        var pem = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n";

        assertThat(PrivateMaterial.in(Base64.getEncoder().encodeToString(der))).isTrue();
        assertThat(PrivateMaterial.in(Base64.getMimeEncoder().encodeToString(der)))
                .isTrue();
        assertThat(PrivateMaterial.in(Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'keys':{'a':{'keytype':'ed25519','scheme':'ed25519','keyval':{'public':'SECRET'}}}}",
                "{'keys':{'a':{'keytype':'ed25519','keyval':{'public':'00','private':''}}}}",
                "{'keys':{'a':{'keytype':'sigstore-oidc','keyval':{'identity':'a@b.c','issuer':'https://x'}}}}",
                "{'keys':{'a':{'keyval':{'public':'-----BEGIN PUBLIC KEY-----'},'x-rstuf-online-key-uri':'fn:a'}}}",
                "{'x-acme-note':'private keys stay at home','secret':'of success','d':1}",
                "{'signatures':[{'keyid':'SECRET','sig':'3045022100SECRETSECRET'}]}"
            })
    void whatIsPublicPasses(String text) {
        assertThat(PrivateMaterial.in(json(text.replace('\'', '"').replace("SECRET", SECRET))))
                .isEmpty();
    }

    @Test
    void publicKeysInBase64Pass() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        for (var publicKey : new java.security.PublicKey[] {
            generator.generateKeyPair().getPublic(),
            KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic()
        }) {
            assertThat(PrivateMaterial.in(Base64.getEncoder().encodeToString(publicKey.getEncoded())))
                    .isFalse();
        }
    }
}
