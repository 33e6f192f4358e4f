package dev.countersign.cli.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.CommandRun;
import dev.countersign.cli.FailureReport;
import dev.countersign.cli.Questions;
import dev.countersign.json.Json;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.sign.kms.KmsDouble;
import dev.countersign.sign.kms.KmsDouble.Asked;
import dev.countersign.sign.kms.KmsDouble.Told;
import dev.countersign.sign.kms.vault.FakeVault;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Against a double of Vault; the real services are in {@code loadtest/clients/kms}. */
class KeyImportCommandTest {
    private final Json.Obj key = Json.object()
            .put(
                    "public_key",
                    PrivateKeys.generate(KeyKind.ECDSA_P256, new SecureRandom())
                            .publicPem()
                            .utf8())
            .build();
    private KmsDouble server;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        server = new KmsDouble(this::answer);
        Files.writeString(folder.resolve("token"), "t");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Told answer(Asked asked) {
        if (asked.path().startsWith("/v1/auth/")) {
            return FakeVault.error(403, "permission denied");
        }
        if (!asked.path().equals("/v1/transit/keys/online")) {
            return FakeVault.error(404, "no such key");
        }
        var data = Json.object()
                .put("type", "ecdsa-p256")
                .put("latest_version", 3)
                .put("keys", Json.object().put("3", key).build())
                .build();
        return Told.ok(Json.object().put("data", data).build());
    }

    private CommandRun run(String... arguments) {
        var all = new ArrayList<>(List.of("import-from"));
        all.addAll(List.of(arguments));
        all.addAll(List.of(
                "--endpoint",
                server.address().toString(),
                "--vault-token-file",
                folder.resolve("token").toString(),
                "--output",
                "json"));
        var line = new CommandLine(CommandLine.Model.CommandSpec.create())
                .addSubcommand(new KeyImportCommand(Questions.NONE));
        var out = new StringWriter();
        var err = new StringWriter();
        FailureReport.attach(line).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new CommandRun(line.execute(all.toArray(String[]::new)), out.toString(), err.toString());
    }

    @Test
    void theNewestVersionIsTakenAndNamedAsMetadataNamesIt() {
        var run = run("vault:online", "--out", folder.resolve("online.pub").toString());

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("\"uri\":\"hv:online/3\"", "ecdsa-sha2-nistp256");
        assertThat(folder.resolve("online.pub")).hasContent(String.valueOf(key.text("public_key")));
    }

    @Test
    void whatIsNotThereIsRefusedInTheWordsOfTheService() {
        assertThat(run("hv:other/1").exit()).isOne();
        assertThat(run("hv:other/1").err()).contains("no such key");
        assertThat(run("hv:online/2").err()).contains("no data.keys.2");
    }

    @Test
    void aPlaceThatNobodyKnowsIsAWrongCommand() {
        var run = run("file:online");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("expected: vault:, hv:, awskms:, gcpkms:, azurekms: or pkcs11:");
    }

    @Test
    void aFileIsNotOverwritten() throws IOException {
        var file = Files.writeString(folder.resolve("there"), "x");

        assertThat(run("hv:online/3", "--out", file.toString()).err()).contains("expected: a new file");
        assertThat(file).hasContent("x");
    }
}
