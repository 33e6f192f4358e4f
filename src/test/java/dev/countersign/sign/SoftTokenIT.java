package dev.countersign.sign;

import static dev.countersign.Needed.needed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Bytes;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.sign.pkcs11.OnlineTokens;
import dev.countersign.sign.pkcs11.Pkcs11Keys;
import dev.countersign.tuf.key.KeyVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keys in a token in software (SoftHSM 2). The library reads its configuration from the environment when it is loaded, so
 * everything is signed in a process of its own, which the test starts.
 */
class SoftTokenIT {
    private static final List<Path> MODULES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"),
            Path.of("/usr/local/lib/softhsm/libsofthsm2.so"),
            Path.of("/opt/homebrew/lib/softhsm/libsofthsm2.so"));
    private static final Bytes MESSAGE = Bytes.utf8("what holders sign");
    private static final String PIN = "1234";

    @TempDir
    private Path folder;

    /** What the other process does: signs the message with a key in a token, as the test asks. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            if (arguments.length > 4) {
                withDrawn(
                        arguments[0],
                        arguments[1],
                        Path.of(arguments[2]),
                        Path.of(arguments[3]),
                        Path.of(arguments[4]));
                return;
            }
            if (arguments.length > 1) {
                online(arguments[0], arguments[1], Path.of(arguments[2]), Path.of(arguments[3]));
                return;
            }
            try {
                var keys = new Pkcs11Keys(_ -> Optional.of(PIN.toCharArray()));
                var signer = keys.open(arguments[0]);
                var signature = signer.sign(MESSAGE);
                System.out.println(signer.key().scheme() + " " + signer.key().id() + " " + signature.sig());
            } catch (KeyUnavailable e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    /** Signs as the service does: from many threads at once, and says what came of it. */
    private static void online(String location, String module, Path pinFile, Path publicKey) {
        try {
            var key = PublicKeys.fromPem(Bytes.wrap(Files.readAllBytes(publicKey)));
            var tokens = new OnlineTokens(Path.of(module), Optional.of(pinFile));
            var signer = new VerifyingSigner(tokens.open(location, key));
            var signed = IntStream.range(0, 200)
                    .parallel()
                    .mapToObj(_ -> signer.sign(MESSAGE))
                    .toList()
                    .size();
            System.out.println("signed " + signed);
        } catch (KeyUnavailable e) {
            System.out.println("refused: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a service sees of a token that is drawn and put back while it runs. */
    private static void withDrawn(String location, String module, Path pinFile, Path publicKey, Path tokens) {
        try {
            var key = PublicKeys.fromPem(Bytes.wrap(Files.readAllBytes(publicKey)));
            var signer =
                    new VerifyingSigner(new OnlineTokens(Path.of(module), Optional.of(pinFile)).open(location, key));
            var away = tokens.resolveSibling("drawn");
            for (int time = 0; time < 2; time++) {
                signer.sign(MESSAGE);
                Files.move(tokens, away);
                System.out.println(attempt(signer) + "; " + attempt(signer));
                Files.move(away, tokens);
            }
            System.out.println(attempt(signer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String attempt(Signer signer) {
        try {
            signer.sign(MESSAGE);
            return "signed";
        } catch (KeyUnavailable e) {
            return e.again().getClass().getSimpleName() + " " + e.getMessage();
        }
    }

    private static Path module() {
        var module = MODULES.stream().filter(Files::isRegularFile).findFirst();
        needed(module.isPresent(), "PKCS#11 tokens, because SoftHSM 2 is not installed (package softhsm2)");
        return module.orElseThrow();
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        var configuration = folder.resolve("softhsm2.conf");
        Files.createDirectories(folder.resolve("tokens"));
        Files.writeString(
                configuration, "directories.tokendir = " + folder.resolve("tokens") + "\nlog.level = ERROR\n");
        var out = folder.resolve("out");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("SOFTHSM2_CONF", configuration.toString());
        var process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS))
                .as("ends in time: %s", command)
                .isTrue();
        return Files.readString(out);
    }

    private void token(String label) throws Exception {
        run(List.of("softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "87654321"));
    }

    private GeneratedKey imported(KeyKind kind, String token, String label, String id) throws Exception {
        var pair = PrivateKeys.generate(kind, new SecureRandom());
        var pem = Files.write(folder.resolve(label + ".pem"), pair.toPem(null).array());
        var said = run(List.of(
                "softhsm2-util",
                "--import",
                pem.toString(),
                "--token",
                token,
                "--label",
                label,
                "--id",
                id,
                "--pin",
                PIN));
        assertThat(said).contains("has been imported");
        return pair;
    }

    private String signed(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName()));
        command.addAll(List.of(arguments));
        return run(command).strip();
    }

    @Test
    void everyKindOfKeySignsInsideTheToken() throws Exception {
        var module = module();
        token("holders");
        token("others");
        for (var kind : List.of(KeyKind.ECDSA_P256, KeyKind.RSA_2048)) {
            var label = "key-" + kind;
            var pair = imported(kind, "holders", label, kind == KeyKind.RSA_2048 ? "02" : "01");

            var said = signed("token=holders;object=" + label + "?module-path=" + module)
                    .split(" ");

            assertThat(said).as(String.join(" ", said)).hasSize(3);
            assertThat(said[1]).isEqualTo(pair.toKey().id().value());
            assertThat(KeyVerifier.verify(pair.toKey(), MESSAGE, said[2])).isTrue();
        }
        assertThat(signed("token=holders;id=%01?module-path=" + module)).startsWith("ecdsa-sha2-nistp256 ");
        assertThat(signed("token=holders?module-path=" + module))
                .startsWith("refused: the token has several such keys");
        assertThat(signed("token=none?module-path=" + module))
                .startsWith("refused: there is no such token (expected: token= with one of: ")
                .contains("\"holders\"", "\"others\"");
        assertThat(signed("token=holders;id=%01?module-path=" + module + "&pin-value=0000"))
                .isEqualTo("refused: logging in failed: the PIN is wrong");
    }

    @Test
    void aServiceSignsFromManyThreadsAndShowsAWrongPinOnce() throws Exception {
        var module = module().toString();
        token("service");
        var pair = imported(KeyKind.ECDSA_P256, "service", "online", "01");
        var key = Files.write(folder.resolve("online.pub"), pair.publicPem().array())
                .toString();
        var pin = Files.writeString(folder.resolve("pin"), PIN + "\n").toString();
        var wrong = Files.writeString(folder.resolve("wrong"), "0000").toString();
        var location = "token=service;object=online";

        assertThat(signed(location, module, pin, key)).isEqualTo("signed 200");
        assertThat(signed(location, module, wrong, key)).contains("refused: the token refuses the PIN");
        assertThat(signed(location, module, pin, key)).isEqualTo("signed 200");
        assertThat(signed(location + "?pin-value=" + PIN, module, pin, key)).contains("which everyone can read");
        assertThat(signed(location + "?module-path=/tmp/other.so", module, pin, key))
                .contains("names another library");
        assertThat(signed("token=other;object=online", module, pin, key)).contains("there is no such token");
    }

    @Test
    void aTokenThatIsDrawnAndPutBackSignsAgain() throws Exception {
        var module = module().toString();
        token("service");
        var pair = imported(KeyKind.ECDSA_P256, "service", "online", "01");
        var key = Files.write(folder.resolve("online.pub"), pair.publicPem().array())
                .toString();
        var pin = Files.writeString(folder.resolve("pin"), PIN + "\n").toString();

        var said = signed(
                "token=service;object=online",
                module,
                pin,
                key,
                folder.resolve("tokens").toString());

        assertThat(said.lines().toList()).hasSize(3);
        assertThat(said.lines().limit(2)).allMatch(line -> line.startsWith("Soon ") && line.contains("; Soon "));
        assertThat(said.lines().toList().getLast()).isEqualTo("signed");
    }
}
