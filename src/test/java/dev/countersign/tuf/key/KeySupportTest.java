package dev.countersign.tuf.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Json;
import dev.countersign.tuf.TestSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeySupportTest {
    private static Json.Obj key(String keytype, String scheme, String value) {
        return Json.object()
                .put("keytype", keytype)
                .put("scheme", scheme)
                .put("keyval", Json.object().put("public", value).build())
                .build();
    }

    private static Key known(Json.Obj json) {
        return new Key(KeyId.compute(json), json);
    }

    private static String pem(String scheme) throws GeneralSecurityException {
        boolean rsa = scheme.startsWith("rsa");
        var generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
        if (rsa) {
            generator.initialize(2048);
        } else {
            generator.initialize(new ECGenParameterSpec("secp" + scheme.substring(scheme.length() - 3) + "r1"));
        }
        var spki = generator.generateKeyPair().getPublic().getEncoded();
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki);
        return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
    }

    @ParameterizedTest
    @CsvSource({"ecdsa, ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256, ecdsa-sha2-nistp256", "rsa, rsassa-pss-sha256"})
    void whatEveryClientVerifiesPasses(String keytype, String scheme) throws GeneralSecurityException {
        var key = known(key(keytype, scheme, pem(scheme)));

        assertThat(KeySupport.problem(key)).isEmpty();
        assertThat(KeySupport.warnings(key)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ecdsa, ecdsa-sha2-nistp384, 'tuf-js, sigstore-java, tough'",
        "ecdsa, ecdsa-sha2-nistp521, 'tuf-js, go-tuf, sigstore-java, tough'",
        "ecdsa-sha2-nistp384, ecdsa-sha2-nistp384, 'tuf-js, go-tuf, sigstore-java, tough'",
        "rsa, rsassa-pss-sha224, 'python-tuf, tuf-js, go-tuf, sigstore-java, tough'",
        "rsa, rsassa-pss-sha512, 'tuf-js, go-tuf, sigstore-java, tough'",
        "rsa, rsa-pkcs1v15-sha256, 'tuf-js, go-tuf, sigstore-java, tough'"
    })
    void whatTwoCannotVerifyIsRefused(String keytype, String scheme, String clients) throws GeneralSecurityException {
        var key = known(key(keytype, scheme, pem(scheme)));

        assertThat(KeySupport.problem(key))
                .hasValue("key " + key.id() + ": " + keytype + " keys that sign as " + scheme
                        + " are not verified by " + clients
                        + " (expected: ed25519, ecdsa-sha2-nistp256 or rsassa-pss-sha256)");
    }

    @Test
    void whatOneCannotReadIsWarnedOf() {
        var named = TestSigner.of(1).key().json().with("x-rstuf-key-name", new Json.Str("Alice"));

        assertThat(KeySupport.problem(known(named))).isEmpty();
        assertThat(KeySupport.warnings(known(named)))
                .containsExactly("key " + KeyId.compute(named)
                        + ": tough refuses all metadata with it, since its keyid is not the SHA-256 of all its"
                        + " members");
        assertThat(KeySupport.warnings(new Key(KeyId.computeWhole(named), named)))
                .isEmpty();
    }

    @Test
    void pemThatIsNotInLinesIsRefused() throws GeneralSecurityException {
        var pem = pem("ecdsa-sha2-nistp256");
        for (var text : List.of(pem.replace("\n", ""), pem.replace("\n", "\r\n"), "\n" + pem)) {
            var key = new Key(new KeyId("k"), key("ecdsa", "ecdsa-sha2-nistp256", text));
            assertThat(KeySupport.problem(key))
                    .hasValueSatisfying(problem -> assertThat(problem)
                            .contains("PEM that several TUF clients cannot read", "a line feed alone"));
        }
    }

    @Test
    void keyvalHasNoOtherMembers() {
        var json = TestSigner.of(1).key().json();
        var more = json.with(
                "keyval",
                ((Json.Obj) java.util.Objects.requireNonNull(json.get("keyval"))).with("private", new Json.Str("")));

        assertThat(KeySupport.problem(known(more)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("keyval has other members than public"));
    }

    /** The table that {@code loadtest/clients/keys} printed is the one in the code. */
    @Test
    void theDocumentedTableIsThisOne() throws IOException {
        var rows = Files.readAllLines(Path.of("docs/keys.md")).stream()
                .filter(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .filter(row -> row.size() == 2 + ClientProgram.values().length)
                .toList();
        var titles =
                Arrays.stream(ClientProgram.values()).map(ClientProgram::title).toList();
        assertThat(rows.getFirst().subList(2, rows.getFirst().size())).containsExactlyElementsOf(titles);
        Map<String, Set<ClientProgram>> documented = new LinkedHashMap<>();
        for (var row : rows.stream().filter(row -> !row.get(1).contains(",")).toList()) {
            documented.put(row.get(0) + " " + row.get(1), unverified(row.subList(2, row.size())));
        }
        documented.remove("key type scheme");
        documented.remove("--- ---");
        assertThat(documented).hasSize(15);
        documented.forEach((kind, clients) -> {
            var words = kind.split(" ");
            assertThat(KeySupport.cannotVerify(words[0], words[1])).as(kind).isEqualTo(clients);
        });
    }

    private static Set<ClientProgram> unverified(List<String> cells) {
        return EnumSet.allOf(ClientProgram.class).stream()
                .filter(client -> client.ordinal() < cells.size()
                        && !cells.get(client.ordinal()).equals("yes"))
                .collect(Collectors.toSet());
    }
}
