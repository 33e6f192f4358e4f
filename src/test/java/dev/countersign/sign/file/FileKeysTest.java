package dev.countersign.sign.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.Fixtures;
import dev.countersign.sign.KeyPlaces;
import dev.countersign.sign.KeySource;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.PublicKeys;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.KeyId;
import dev.countersign.tuf.key.KeyVerifier;
import dev.countersign.tuf.key.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileKeysTest {
    private static final Bytes MESSAGE = Bytes.utf8("message");
    private static final Key ED25519 = PublicKeys.fromPem(Fixtures.pem("ed25519-public"));

    @TempDir
    Path directory;

    @BeforeEach
    void writeKeys() throws IOException {
        Files.write(
                directory.resolve(ED25519.id().value()), Fixtures.pem("ed25519").array());
        Files.write(directory.resolve("online"), Fixtures.pem("ed25519").array());
        Files.write(directory.resolve("other"), Fixtures.pem("ec-sec1").array());
        Files.write(
                directory.resolve("encrypted"), Fixtures.pem("ed25519-pbes2").array());
        Files.write(directory.resolve("long"), new byte[100_000]);
        Files.createDirectory(directory.resolve("directory"));
    }

    private static Key at(String uri) {
        return new Key(ED25519.id(), ED25519.json().with("x-rstuf-online-key-uri", new Json.Str(uri)));
    }

    private KeyPlaces keys() {
        return new KeyPlaces(Map.of(KeyPlaces.IN_FILES, new FileKeys(directory, Runnable::run, Duration.ZERO)));
    }

    private Signer open(Key key) {
        return keys().signer(key);
    }

    @Test
    void findsTheFileByUriOrByKeyid() {
        for (var key : new Key[] {ED25519, at("fn:online")}) {
            var signer = open(key);
            assertThat(signer.key()).isEqualTo(key);
            assertThat(KeyVerifier.verify(key, MESSAGE, signer.sign(MESSAGE).sig()))
                    .isTrue();
        }
    }

    @Test
    void whatWasJustLookedAtIsNotLookedAtAgain() {
        var looks = new AtomicInteger();
        var files = new FileKeys(
                directory,
                look -> {
                    looks.incrementAndGet();
                    look.run();
                },
                Duration.ofHours(1));

        assertThat(files.open("online", ED25519)).isSameAs(files.open("online", ED25519));
        assertThat(looks).hasValue(1);
    }

    /** As a network file system that hangs; a real one can be had on few machines. */
    @Test
    void aDirectoryThatDoesNotAnswerHoldsNobodyForLong() throws IOException {
        var answers = new AtomicBoolean(true);
        var held = new ArrayList<Runnable>();
        var files = new FileKeys(
                directory,
                look -> {
                    if (answers.get()) {
                        look.run();
                    } else {
                        held.add(look);
                    }
                },
                Duration.ZERO);
        var read = files.open("online", ED25519);

        answers.set(false);
        assertThat(files.open("online", ED25519)).isSameAs(read);
        assertThat(files.open("online", ED25519)).isSameAs(read);
        assertThat(held).as("one look at a time").hasSize(1);
        var other = new Key(new KeyId("ab".repeat(32)), ED25519.json());
        assertThatThrownBy(() -> files.open("online", other))
                .isInstanceOfSatisfying(
                        KeyUnavailable.class, e -> assertThat(e.again()).isInstanceOf(KeyUnavailable.Again.Soon.class))
                .hasMessageEndingWith(": the directory of online keys does not answer");

        answers.set(true);
        Files.delete(directory.resolve("online"));
        held.forEach(Runnable::run);
        assertThatThrownBy(() -> files.open("online", ED25519)).hasMessageContaining("is not in the directory");
    }

    /** To open one waits until somebody writes into it. */
    @Test
    void aPipeIsNoKeyFileAndIsNotOpened() throws Exception {
        var pipe = directory.resolve("pipe");
        var made = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
        assumeTrue(made.waitFor() == 0, "no mkfifo here");
        var files = new FileKeys(directory);

        assertThatThrownBy(() -> files.open("pipe", ED25519))
                .hasMessageContaining("is not in the directory of online keys");
    }

    @Test
    void aLookThatCannotBeginIsNotWaitedForAgain() {
        var refused = new AtomicBoolean(true);
        var files = new FileKeys(
                directory,
                look -> {
                    if (refused.get()) {
                        throw new RejectedExecutionException("no thread");
                    }
                    look.run();
                },
                Duration.ZERO);
        assertThatThrownBy(() -> files.open("online", ED25519)).hasMessage("no thread");

        refused.set(false);
        assertThat(files.open("online", ED25519).key()).isEqualTo(ED25519);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fn:missing",
                "fn:",
                "fn:..",
                "fn:../online",
                "fn:directory/../online",
                "fn:/etc/passwd",
                "fn:a\\b",
                "fn:a\u0000b",
                "fn:directory",
                "fn:long",
                "fn:other",
                "fn:encrypted",
                "hv:x/1",
                "online",
                ""
            })
    void refusesWhatIsNotThePrivateHalfInItsDirectory(String uri) {
        assertThatThrownBy(() -> open(at(uri)))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageNotContaining(directory.toString());
    }

    @Test
    void noticesAFileThatIsReplacedOrRemoved() throws IOException {
        var keys = keys();
        assertThat(keys.signer(at("fn:online")).sign(MESSAGE))
                .isEqualTo(keys.signer(at("fn:online")).sign(MESSAGE));

        Files.write(directory.resolve("online"), Fixtures.pem("ec-sec1").array());
        assertThatThrownBy(() -> keys.signer(at("fn:online"))).isInstanceOf(KeyUnavailable.class);

        Files.write(directory.resolve("online"), Fixtures.pem("ed25519").array());
        assertThat(keys.signer(at("fn:online")).key()).isEqualTo(at("fn:online"));

        Files.delete(directory.resolve("online"));
        assertThatThrownBy(() -> keys.signer(at("fn:online"))).isInstanceOf(KeyUnavailable.class);
    }

    @Test
    void namesTheSchemesItKnows() {
        KeySource none = (location, key) -> {
            throw new KeyUnavailable("none at " + location);
        };
        var keys = new KeyPlaces(Map.of("fn", new FileKeys(directory), "awskms", none));
        assertThatThrownBy(() -> keys.signer(at("hv:x/1"))).hasMessageContaining("begins with awskms: or fn:");
        assertThatThrownBy(() -> keys.signer(at("awskms:alias/x"))).hasMessage("none at alias/x");
    }

    @Test
    void aSignatureThatDoesNotVerifyIsNeverReturned() {
        var wrong = new Signer() {
            @Override
            public Key key() {
                return ED25519;
            }

            @Override
            public Signature sign(Bytes message) {
                return new Signature(new KeyId("k"), "00".repeat(64));
            }
        };
        var keys = new KeyPlaces(Map.of("test", (location, key) -> wrong));
        var signer = keys.signer(at("test:x"));
        assertThatThrownBy(() -> signer.sign(MESSAGE))
                .isInstanceOf(KeyUnavailable.class)
                .hasMessageContaining("its public half does not verify");
    }
}
