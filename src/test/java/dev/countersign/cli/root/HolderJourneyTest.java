package dev.countersign.cli.root;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.Answers;
import dev.countersign.cli.CommandRun;
import dev.countersign.cli.Exit;
import dev.countersign.cli.FailureReport;
import dev.countersign.cli.Questions;
import dev.countersign.cli.SigningServer;
import dev.countersign.cli.delegation.DelegationAddCommand;
import dev.countersign.cli.delegation.DelegationChangeCommand;
import dev.countersign.cli.delegation.DelegationListCommand;
import dev.countersign.cli.delegation.DelegationPublishCommand;
import dev.countersign.cli.delegation.DelegationRemoveCommand;
import dev.countersign.cli.settings.ConfigGetCommand;
import dev.countersign.cli.settings.ConfigSetCommand;
import dev.countersign.cli.settings.OnlineBumpCommand;
import dev.countersign.cli.signing.SignCommand;
import dev.countersign.client.TestRepository;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.sign.Signer;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.key.KeyId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Holders create a repository, change its root and sign its roles, one after the other. */
class HolderJourneyTest {
    @TempDir
    private Path folder;

    private final Signer onlineKey = TestRepository.key();
    private final SigningServer server = new SigningServer(onlineKey);

    @BeforeEach
    void makeKeys() throws IOException {
        for (var name : List.of("alice", "bob", "carol", "dave")) {
            makeKey(name);
        }
        publicKey("online", onlineKey);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void makeKey(String name) throws IOException {
        var pair = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
        Files.write(folder.resolve(name + ".pem"), pair.toPem(null).array());
        Files.write(folder.resolve(name + ".pub"), pair.publicPem().array());
    }

    /** A public key file of a signer that keeps its private half. */
    private void publicKey(String name, Signer signer) throws IOException {
        var der = new byte[44];
        var head = HexFormat.of().parseHex("302a300506032b6570032100");
        System.arraycopy(head, 0, der, 0, head.length);
        System.arraycopy(HexFormat.of().parseHex(signer.key().publicValue()), 0, der, head.length, 32);
        Files.writeString(
                folder.resolve(name + ".pub"),
                "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(der)
                        + "\n-----END PUBLIC KEY-----\n");
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private CommandRun run(String... arguments) {
        return run(Questions.NONE, arguments);
    }

    private CommandRun run(Questions questions, String... arguments) {
        var line = new CommandLine(new CommandRun.Root());
        line.addSubcommand(new CommandLine(new CeremonyCommand(questions)));
        line.addSubcommand(new CommandLine(new SignCommand(questions)));
        line.addSubcommand(new CommandLine(new OnlineBumpCommand()));
        line.addSubcommand(
                "root",
                new CommandLine(CommandLine.Model.CommandSpec.create())
                        .addSubcommand(new RootUpdateCommand(questions)));
        line.addSubcommand(
                "delegation",
                new CommandLine(CommandLine.Model.CommandSpec.create())
                        .addSubcommand(new DelegationAddCommand(questions))
                        .addSubcommand(new DelegationChangeCommand(questions))
                        .addSubcommand(new DelegationRemoveCommand(questions))
                        .addSubcommand(new DelegationPublishCommand())
                        .addSubcommand(new DelegationListCommand()));
        line.addSubcommand(
                "config",
                new CommandLine(CommandLine.Model.CommandSpec.create())
                        .addSubcommand(new ConfigGetCommand())
                        .addSubcommand(new ConfigSetCommand(questions)));
        var out = new StringWriter();
        var err = new StringWriter();
        FailureReport.attach(line).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new CommandRun(line.execute(arguments), out.toString(), err.toString());
    }

    private String[] withServer(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--server", server.url()));
        return all.toArray(String[]::new);
    }

    private String[] trusting(String... arguments) {
        var all = new ArrayList<>(List.of(withServer(arguments)));
        all.addAll(List.of("--root", file("1.root.json"), "--trust-store", file("store")));
        return all.toArray(String[]::new);
    }

    private CommandRun ceremony(String... keys) {
        var arguments = new ArrayList<>(List.of(
                "ceremony",
                "--threshold",
                "2",
                "--root-key",
                "Alice=" + file("alice.pub"),
                "--root-key",
                "Bob=" + file("bob.pub"),
                "--root-key",
                "Carol=" + file("carol.pub"),
                "--online-key",
                "online=" + file("online.pub"),
                "--bins",
                "4"));
        for (var key : keys) {
            arguments.addAll(List.of("--key", file(key + ".pem")));
        }
        return run(withServer(arguments.toArray(String[]::new)));
    }

    /** A repository with a root that Alice and Bob have signed, and the copy of it that holders keep. */
    private void established() throws IOException {
        assertThat(ceremony("alice", "bob").exit()).isZero();
        pinned();
    }

    private void pinned() throws IOException {
        Files.write(
                folder.resolve("1.root.json"), server.files.get("1.root.json").array());
    }

    private static String digestOf(CommandRun listed) {
        var pending = (Json.Arr) listed.json().members().get("pending");
        return ((Json.Str) ((Json.Obj) pending.items().getFirst()).members().get("sha256")).value();
    }

    @Test
    void aFirstRootThatOneOfTwoHasSignedIsPendingAndTheOthersAreNamed() throws IOException {
        var begun = ceremony("alice");

        assertThat(begun.exit()).isEqualTo(Exit.PENDING.code());
        assertThat(begun.out())
                .startsWith("PENDING: root 1 waits for signatures; clients see nothing of it yet.")
                .contains("root 1: 1 of 2 signed (Alice (", "1 more needed of Bob (", ", Carol (");
        assertThat(server.root).isNull();

        var listed = run(withServer("sign", "list", "--output", "json"));
        assertThat(listed.exit()).isEqualTo(Exit.PENDING.code());
        var signed = run(withServer("sign", "root", "--key", file("bob.pem"), "--digest", digestOf(listed)));

        assertThat(signed.exit()).as(signed.err()).isZero();
        assertThat(signed.out()).contains("root 1 has all its signatures and is published.");
        assertThat(signed.err()).contains("this is a first root: nothing vouches for it");
        assertThat(server.files).containsKey("1.root.json");
    }

    @Test
    void whatNobodyCanAgreeToIsNotSigned() {
        ceremony("alice");

        var blind = run(withServer("sign", "--key", file("bob.pem")));
        var wrong = run(withServer("sign", "--key", file("bob.pem"), "--digest", "00".repeat(32)));
        var stranger = run(withServer("sign", "--key", file("dave.pem"), "--yes"));

        assertThat(blind.exit()).isEqualTo(Exit.USAGE.code());
        assertThat(blind.err()).contains("nobody can be asked whether to sign: give --digest ");
        assertThat(wrong.exit()).isEqualTo(Exit.UNVERIFIED.code());
        assertThat(wrong.err()).contains("the digest of root is another one; nothing was signed");
        assertThat(stranger.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(stranger.err()).contains("may not sign this (expected: one of Alice (");
        assertThat(server.changes).containsExactly("POST /api/v1/bootstrap/");
    }

    @Test
    void aCeremonyIsNotHeldTwice() throws IOException {
        established();

        var again = ceremony("alice", "bob");

        assertThat(again.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(again.err()).contains("the server already has a repository");
    }

    @Test
    void aCeremonyMayBeWrittenToAFileAndSentLater() {
        var out = file("ceremony-payload.json");
        var arguments = new String[] {
            "ceremony",
            "--dry-run",
            "--out",
            out,
            "--threshold",
            "1",
            "--root-key",
            file("alice.pub"),
            "--online-key",
            file("online.pub"),
            "--key",
            file("alice.pem")
        };

        assertThat(run(arguments).exit()).isZero();
        assertThat(server.changes).isEmpty();
        var sent = run(withServer("ceremony", "--send", out));

        assertThat(sent.exit()).as(sent.err()).isZero();
        assertThat(sent.out()).contains("root 1 has all its signatures");
        assertThat(server.bodies.getFirst().members()).containsOnlyKeys("settings", "metadata", "timeout");
    }

    @Test
    void aCeremonyIsHeldByAnswers() {
        var answers = new Answers(
                "",
                "",
                "",
                "",
                "",
                "8",
                "",
                file("alice.pub"),
                "Alice",
                file("bob.pub"),
                "Bob",
                "",
                "2",
                file("online.pub"),
                "",
                file("carol.pub"),
                "hv:timestamp/1",
                "",
                file("alice.pem"),
                file("nothing.pem"),
                file("bob.pem"),
                "y");

        var held = run(answers, withServer("ceremony"));

        assertThat(held.exit()).as(held.err() + answers.asked).isZero();
        assertThat(held.err()).contains("nothing.pem: no such file");
        var roles = (Json.Obj) ((Json.Obj) server.bodies.getFirst().members().get("settings"))
                .members()
                .get("roles");
        assertThat(roles.toText())
                .contains("\"bins\":{\"expiration\":1,\"number_of_delegated_bins\":8}", "\"delegations\":null");
        var root = sentRoot();
        assertThat(root.key(onlyKey(root, RoleName.TIMESTAMP)).uri()).contains("hv:timestamp/1");
        assertThat(onlyKey(root, RoleName.SNAPSHOT)).isEqualTo(onlyKey(root, RoleName.TARGETS));
    }

    private Root sentRoot() {
        var metadata = server.bodies.getFirst().object("metadata").object("root");
        return Metadata.parseRoot(Bytes.utf8(metadata.toText())).signed();
    }

    private static KeyId onlyKey(Root root, RoleName role) {
        assertThat(root.role(role).keyids()).hasSize(1);
        return root.role(role).keyids().getFirst();
    }

    @Test
    void rolesOfTheServiceMayHaveKeysOfTheirOwn() {
        var run = run(withServer(
                "ceremony",
                "--threshold",
                "1",
                "--root-key",
                "Alice=" + file("alice.pub"),
                "--online-key",
                file("online.pub"),
                "--timestamp-key",
                file("bob.pub"),
                "--timestamp-uri",
                "awskms:alias/timestamp",
                "--snapshot-key",
                file("carol.pub"),
                "--key",
                file("alice.pem")));

        assertThat(run.exit()).as(run.err()).isZero();
        var root = sentRoot();
        assertThat(root.key(onlyKey(root, RoleName.TIMESTAMP)).uri()).contains("awskms:alias/timestamp");
        assertThat(root.key(onlyKey(root, RoleName.SNAPSHOT)).uri().orElseThrow())
                .startsWith("fn:");
        assertThat(Set.of(
                        onlyKey(root, RoleName.TIMESTAMP),
                        onlyKey(root, RoleName.SNAPSHOT),
                        onlyKey(root, RoleName.TARGETS)))
                .hasSize(3);
    }

    @Test
    void keysThatStandTwiceStopACeremonyBeforeAnythingIsSent() {
        var run = run(withServer(
                "ceremony",
                "--threshold",
                "1",
                "--root-key",
                "A=" + file("alice.pub"),
                "--root-key",
                "B=" + file("alice.pub"),
                "--online-key",
                file("online.pub"),
                "--key",
                file("alice.pem")));

        assertThat(run.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(run.err()).contains("are the same key (expected: a key of its own for every holder)");
        assertThat(server.changes).isEmpty();
    }

    @Test
    void aHolderIsReplacedByTheOldAndTheNewHoldersTogether() throws IOException {
        established();

        var proposed = run(trusting(
                "root",
                "update",
                "--remove-key",
                "Alice",
                "--add-key",
                "Dave=" + file("dave.pub"),
                "--key",
                file("alice.pem")));

        assertThat(proposed.exit()).as(proposed.err()).isEqualTo(Exit.PENDING.code());
        assertThat(proposed.err()).contains("+ root key Dave (", "- root key Alice (");
        assertThat(proposed.out()).contains("root 1: 1 of 2 signed (Alice (", "root 2: 0 of 2 signed (nobody)");

        var bob = run(trusting("sign", "--key", file("bob.pem"), "--yes"));
        assertThat(bob.exit()).isEqualTo(Exit.PENDING.code());
        assertThat(bob.out()).contains("root 2: 1 of 2 signed (Bob (");
        var dave = run(trusting("sign", "--key", file("dave.pem"), "--yes"));
        assertThat(dave.exit()).as(dave.err()).isZero();
        assertThat(server.files).containsKey("2.root.json");
    }

    @Test
    void aServerThatLiesAboutTheTrustedRootIsFoundOut() throws IOException {
        established();
        run(trusting("root", "update", "--expiration", "90", "--key", file("alice.pem")));
        var forged = new TestRepository();
        server.claimed = Metadata.parseRoot(forged.firstRoot());

        var run = run(trusting("sign", "--key", file("bob.pem"), "--yes"));

        assertThat(run.exit()).isEqualTo(Exit.UNVERIFIED.code());
        assertThat(run.err()).contains("is not root 1, the newest that the root you trust leads to");
    }

    @Test
    void withoutATrustedRootNothingIsSignedButWhoIsMissingIsShown() throws IOException {
        established();
        run(trusting("root", "update", "--expiration", "90", "--key", file("alice.pem")));
        var empty = new String[] {"--trust-store", file("empty")};

        var listed = run(withServer("sign", empty[0], empty[1]));
        var signed = run(withServer("sign", "--key", file("bob.pem"), "--yes", empty[0], empty[1]));

        assertThat(listed.exit()).isEqualTo(Exit.PENDING.code());
        assertThat(listed.out()).contains("1 more needed of Bob (", "Nothing of this is verified.");
        assertThat(signed.exit()).isEqualTo(Exit.USAGE.code());
        assertThat(signed.err()).contains("Give a root that you trust with --root FILE");
    }

    /** As {@code sign} was called before it had subcommands, and as it is called now. */
    private enum Way {
        FLAGS("--bundle-out", "--bundle", "--submit", "--delete", "--list"),
        SUBCOMMANDS("bundle", "offline", "submit", "delete", "list");

        private final String bundle;
        private final String offline;
        private final String submit;
        private final String delete;
        private final String list;

        Way(String bundle, String offline, String submit, String delete, String list) {
            this.bundle = bundle;
            this.offline = offline;
            this.submit = submit;
            this.delete = delete;
            this.list = list;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBundleIsSignedWithoutANetworkAndItsSignatureSentByAnother(Way way) throws IOException {
        established();
        run(trusting("root", "update", "--expiration", "90", "--key", file("alice.pem")));

        assertThat(run(trusting("sign", way.bundle, file("bundle.json"))).exit())
                .isZero();
        server.close();
        var nowhere = List.of("--server", "http://127.0.0.1:1", "--root", file("1.root.json"));
        var arguments = new ArrayList<>(List.of(
                "sign",
                way.offline,
                file("bundle.json"),
                "--key",
                file("bob.pem"),
                "--yes",
                "--out",
                file("sig.json")));
        arguments.addAll(nowhere);
        var offline = run(arguments.toArray(String[]::new));

        assertThat(offline.exit()).as(offline.err()).isZero();
        assertThat(offline.out()).contains("nothing was sent");
        assertThat(Files.readString(folder.resolve("sig.json")))
                .startsWith("{\"role\":\"root\",\"signature\":{\"keyid\":");
        try (var later = new SigningServer(onlineKey)) {
            later.root = server.root;
            later.proposed = server.proposed;
            later.files.putAll(server.files);
            var sent = run("sign", way.submit, file("sig.json"), "--server", later.url());
            assertThat(sent.exit()).as(sent.err()).isZero();
            assertThat(later.files).containsKey("2.root.json");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitsIsListedAndGivenUp(Way way) throws IOException {
        established();
        run(trusting("root", "update", "--expiration", "90", "--key", file("alice.pem")));

        assertThat(run(trusting("sign", way.list)).out()).contains("root 2, valid until ");
        var deleted = run(withServer("sign", way.delete, "root"));

        assertThat(deleted.exit()).as(deleted.err()).isZero();
        assertThat(deleted.out()).contains("What waited of root is given up; its signatures are gone.");
        assertThat(run(withServer("sign", way.list)).out()).contains("Nothing waits for signatures.");
    }

    @Test
    void aRoleThatIsCalledLikeACommandIsNamedAfterTwoDashes() throws IOException {
        established();

        var arguments = new ArrayList<>(List.of(trusting("sign")));
        arguments.addAll(List.of("--", "delete"));
        var run = run(arguments.toArray(String[]::new));

        assertThat(run.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(run.out()).contains("Nothing waits for signatures.");
    }

    @Test
    void formerFlagsThatDoDifferentThingsAreNotGivenTogether() {
        var run = run(withServer("sign", "--bundle", "a", "--delete", "root"));

        assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
        assertThat(run.err()).contains("do different things; give one of them");
    }

    @Test
    void aTamperedBundleIsRefused() throws IOException {
        established();
        run(trusting("root", "update", "--expiration", "90", "--key", file("alice.pem")));
        run(trusting("sign", "--bundle-out", file("bundle.json")));
        var text = Files.readString(folder.resolve("bundle.json"));
        Files.writeString(folder.resolve("bundle.json"), text.replaceFirst("\"threshold\":2", "\"threshold\":1"));

        var run = run(
                "sign",
                "--bundle",
                file("bundle.json"),
                "--key",
                file("bob.pem"),
                "--yes",
                "--out",
                file("s.json"),
                "--root",
                file("1.root.json"));

        assertThat(run.exit()).isEqualTo(Exit.UNVERIFIED.code());
        assertThat(run.err()).contains("the bundle was altered");
        assertThat(folder.resolve("s.json")).doesNotExist();
    }

    @Test
    void theSavedAnswerOfTheServerIsSignedOffline() throws IOException {
        established();
        run(trusting("root", "update", "--expiration", "90", "--key", file("alice.pem")));
        var proposed = Objects.requireNonNull(server.proposed);
        Files.writeString(
                folder.resolve("pending.json"),
                "{\"data\":{\"metadata\":{\"root\":" + proposed.toBytes().utf8() + ",\"trusted_root\":"
                        + server.files.get("1.root.json").utf8() + "}},\"message\":\"x\"}");

        var run = run(
                "sign",
                "offline",
                file("pending.json"),
                "--key",
                file("bob.pem"),
                "--yes",
                "--out",
                file("s.json"),
                "--root",
                file("1.root.json"));

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(folder.resolve("s.json")).exists();
    }

    /** A role that Alice and Dave must both sign. */
    private CommandRun addReleases() {
        return run(withServer(
                "delegation",
                "add",
                "releases",
                "--path",
                "releases/*",
                "--expiration",
                "30",
                "--public-key",
                "Alice=" + file("alice.pub"),
                "--public-key",
                "Dave=" + file("dave.pub"),
                "--threshold",
                "2"));
    }

    @Test
    void anOfflineRolesArtifactsAreShownAgainstWhatIsPublished() throws IOException {
        established();
        var pending = addReleases();
        assertThat(pending.exit()).as(pending.err()).isEqualTo(Exit.PENDING.code());
        assertThat(pending.out()).contains("Added releases.", "PENDING: releases 1 waits for signatures");
        run(trusting("sign", "releases", "--key", file("alice.pem"), "--yes"));
        assertThat(run(trusting("sign", "releases", "--key", file("dave.pem"), "--yes"))
                        .exit())
                .isZero();

        var hash = Bytes.utf8("one").sha256().hex();
        var content = new TargetFile(3, new TreeMap<>(Map.of(HashAlgorithm.SHA256, hash)), null);
        server.wait(RoleName.delegated("releases"), Map.of("releases/a.tgz", content));
        var listed = run(trusting("sign", "list"));

        assertThat(listed.exit()).as(listed.err()).isEqualTo(Exit.PENDING.code());
        assertThat(listed.out())
                .contains("releases 2, valid until ")
                .contains("+ artifact releases/a.tgz: 3 bytes, sha256 " + hash)
                .contains("releases 2: 0 of 2 signed (nobody); 2 more needed of Alice (");
    }

    @Test
    void aRoleSignedElsewhereIsSentAsItIs() throws IOException {
        established();
        var signed = Metadata.of(
                new Targets(3, Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS), new TreeMap<>(), null),
                List.of());
        var file = Bytes.utf8(signed.toBytes().utf8() + "\n");
        Files.write(folder.resolve("3.releases.json"), file.array());
        Files.write(folder.resolve("other"), file.array());

        var run = run(withServer("delegation", "publish", file("3.releases.json")));

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("Published releases version 3, as its holders have signed it.");
        assertThat(server.changes.getLast()).isEqualTo("POST /api/v1/metadata/role");
        assertThat(server.files.get("role=releases")).isEqualTo(file);
        assertThat(run(withServer("delegation", "publish", file("other"))).err())
                .contains("Give --role NAME");
        run(withServer("delegation", "publish", file("other"), "--role", "vip"));
        assertThat(server.files.get("role=vip")).isEqualTo(file);
        Files.writeString(folder.resolve("vip.json"), "{}");
        assertThat(run(withServer("delegation", "publish", file("vip.json"))).err())
                .contains("vip.json", "signed");
    }

    @Test
    void delegationsAreListedAndChangedInPart() throws IOException {
        established();
        addReleases();

        var listed = run(withServer("delegation", "list"));
        run(withServer("delegation", "change", "releases", "--threshold", "1"));

        assertThat(listed.out())
                .startsWith("1. releases: releases/*\n   signed by 2 of Alice (")
                .contains("valid 30 days, terminating");
        var sent = (Json.Obj) server.bodies.getLast().members().get("delegations");
        assertThat(server.changes.getLast()).isEqualTo("PUT /api/v1/delegations/");
        assertThat(sent.toText())
                .contains(
                        "\"threshold\":1,\"x-rstuf-expire-policy\":30,\"paths\":[\"releases/*\"]",
                        "\"Alice\"",
                        "\"Dave\"");
        assertThat(run(withServer("delegation", "change", "other", "--threshold", "1"))
                        .err())
                .contains("there is no delegated role other (there are: releases)");
    }

    @Test
    void rolesThatTheServerRefusesAreNoSuccess() throws IOException {
        established();

        var removed = run(withServer("delegation", "remove", "gone"));

        assertThat(removed.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(removed.out()).isEqualTo("REFUSED: gone: role does not exist\n");
    }

    @Test
    void settingsThatTheServerDoesNotKnowAreNoSuccess() throws IOException {
        established();

        var set = run(withServer("config", "set", "timestamp=2", "nothing=3"));

        assertThat(set.exit()).isEqualTo(Exit.REFUSED.code());
        assertThat(set.out())
                .isEqualTo("timestamp: 2 days from its next version on.\n"
                        + "REFUSED: nothing: the repository has no such role.\n");
        assertThat(server.bodies.getLast().toText())
                .isEqualTo("{\"settings\":{\"expiration\":{\"timestamp\":2,\"nothing\":3}}}");
        assertThat(run(withServer("config", "set", "timestamp=0")).exit()).isEqualTo(Exit.USAGE.code());
        assertThat(run(withServer("config", "get")).out()).contains("timestamp            1 days");
    }

    @Test
    void settingsAndDelegationsAreChangedByAnswers() throws IOException {
        established();
        run(withServer(
                "delegation",
                "add",
                "releases",
                "--path",
                "releases/*",
                "--expiration",
                "30",
                "--public-key",
                "Alice=" + file("alice.pub")));

        var change = new Answers("releases", "releases/* daily/*", "", "Dave=" + file("dave.pub"), "", "");
        var changed = run(change, withServer("delegation", "change"));
        assertThat(changed.err() + change.asked).contains("Days a version is valid [30]");
        assertThat(server.bodies.getLast().toText())
                .contains(
                        "\"threshold\":1,\"x-rstuf-expire-policy\":30,\"paths\":[\"releases/*\",\"daily/*\"]", "Dave");

        run(new Answers("releases", "y"), withServer("delegation", "remove"));
        assertThat(server.changes.getLast()).isEqualTo("POST /api/v1/delegations/delete");

        var set = run(new Answers("", "3", ""), withServer("config", "set"));
        assertThat(server.bodies.getLast().toText())
                .as(set.err())
                .isEqualTo("{\"settings\":{\"expiration\":{\"timestamp\":3}}}");

        for (var command : List.of("change", "remove")) {
            assertThat(run(withServer("delegation", command)).exit()).isEqualTo(Exit.USAGE.code());
        }
        assertThat(run(withServer("config", "set")).exit()).isEqualTo(Exit.USAGE.code());
    }

    @Test
    void onlineRolesAreRenewedOnDemand() throws IOException {
        established();

        var run = run(withServer("online-bump", "snapshot", "timestamp"));

        assertThat(run.out()).isEqualTo("Renewed snapshot, timestamp.\n");
        assertThat(server.bodies.getLast().toText()).isEqualTo("{\"roles\":[\"snapshot\",\"timestamp\"]}");
    }

    @Test
    void aRefusedRootIsTheServersRefusalAndNotASuccess() throws IOException {
        established();
        var chain = run(trusting(
                "root",
                "update",
                "--expiration",
                "90",
                "--key",
                file("alice.pem"),
                "--dry-run",
                "--out",
                file("u.json")));
        assertThat(chain.exit()).isZero();
        run(trusting("root", "update", "--expiration", "80", "--key", file("alice.pem"), "--key", file("bob.pem")));

        var replayed = run(trusting("root", "update", "--send", file("u.json")));

        assertThat(replayed.exit()).isEqualTo(Exit.UNVERIFIED.code());
        assertThat(replayed.err()).contains("root 2 waits for signatures (expected: root 3)");
    }
}
