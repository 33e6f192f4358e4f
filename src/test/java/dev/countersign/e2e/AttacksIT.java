package dev.countersign.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.json.Json;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.key.Signature;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What somebody with access to the interface may try against one repository with bins, an online role and an offline
 * one. Whatever it is, it is refused in words, and every public file stays what it was, byte for byte.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksIT {
    private static final String HASH = "2017bd187256b01903060d7f1f14ce781c84354fb24463577a7ded32f167a858";

    /** Refused at once with a status. */
    private record Refused(String name, String method, String path, byte[] body, int status, String reason) {
        Refused {
            assertThat(reason).as("what is said to %s", name).isNotBlank();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Accepted as a task, which then ends with an error. */
    private record Failed(String name, String path, Json.Obj body, String reason) {
        Failed {
            assertThat(reason).as("what is said to %s", name).isNotBlank();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private Service service;
    private RegistryCaller caller;
    private Holders holders;
    private PublicFiles before;

    @BeforeAll
    void establish(@TempDir Path temp) throws Exception {
        holders = new Holders(temp.resolve("keys"));
        service = Service.quickstart(
                temp.resolve("data"), "--empty", "--keys", temp.resolve("keys").toString());
        caller = new RegistryCaller(service);
        var delegations = Holders.delegations(
                List.of(holders.alice, holders.bob),
                Holders.role("vip", "vip/*", 1),
                Holders.role("releases", "releases/*", 2, holders.alice, holders.bob));
        caller.finished(caller.accepted(
                "/api/v1/bootstrap/", Holders.bootstrap(holders.firstRoot(), Holders.bins(4), delegations)));
        signWaiting("releases", holders.alice, holders.bob);
        var artifacts = Stream.of("vip/a", "other/b", "c")
                .map(path -> RegistryCaller.artifact(path, path.getBytes(StandardCharsets.UTF_8)))
                .toList();
        caller.finished(caller.accepted(
                "/api/v1/artifacts/",
                Json.object().put("artifacts", new Json.Arr(artifacts)).build()));
        before = PublicFiles.of(service);
        assertThat(before.files()).hasSize(1 + 3 + 4 + 2);
    }

    @AfterAll
    void stop() {
        if (service != null) {
            service.close();
        }
    }

    @AfterEach
    void nothingPublishedHasChanged() throws Exception {
        assertThat(PublicFiles.of(service)).isEqualTo(before);
        assertThat(service.get("/api/v1/metadata/sign").body()).contains("No metadata pending signing available");
    }

    @ParameterizedTest
    @MethodSource({"forms", "roots", "targets", "delegations", "settings"})
    void isRefusedAtOnce(Refused attack) throws Exception {
        var response = service.send(attack.method(), attack.path(), attack.body());

        assertThat(response.statusCode()).as(response.body()).isEqualTo(attack.status());
        assertThat(response.body()).contains(attack.reason());
        assertThatNothingLeaks(response);
    }

    @ParameterizedTest
    @MethodSource({"untrustedRoots", "signaturesForNothing"})
    void isRefusedByItsTask(Failed attack) throws Exception {
        var data = caller.ended(caller.accepted(attack.path(), attack.body()));

        assertThat(RegistryCaller.text(data, "state")).as(data.toText()).isIn("ERRORED", "FAILURE");
        assertThat(data.toText()).contains(attack.reason()).doesNotContain("Exception", "dev.countersign");
    }

    @Test
    void strangersCannotBringARootOfTheirOwn() throws Exception {
        var usurped = Holders.signed(
                Holders.root(2, holders.online, 2, holders.carol, holders.dave), holders.carol, holders.dave);

        var proposed = caller.finished(caller.accepted("/api/v1/metadata/", Holders.update(usurped)));

        assertThat(RegistryCaller.text(proposed, "update")).isEqualTo("Root v2 is pending signatures");
        assertThat(service.get("/metadata/2.root.json").statusCode()).isEqualTo(404);
        assertThat(PublicFiles.of(service)).isEqualTo(before);
        stopSigning();
    }

    @Test
    void onlySignaturesOverWhatWaitsByItsHoldersCount() throws Exception {
        var next = Holders.root(2, holders.online, 2, holders.alice, holders.bob);
        var proposed = Holders.signed(next, holders.alice);
        caller.finished(caller.accepted("/api/v1/metadata/", Holders.update(proposed)));
        var sigByBob = Holders.sign("root", proposed, holders.bob);

        assertInvalid(Holders.sign("root", holders.firstRoot(), holders.bob));
        assertInvalid(Holders.sign("root", proposed, holders.carol));
        assertInvalid(Holders.sign("root", proposed, holders.online));
        assertInvalid(Holders.sign("root", holders.bob, sig(proposed, holders.carol)));
        assertInvalid(Holders.sign("root", holders.bob, "00".repeat(64)));
        var again = caller.finished(
                caller.accepted("/api/v1/metadata/sign", Holders.sign("root", proposed, holders.alice)));
        assertThat(RegistryCaller.text(again, "update")).isEqualTo("Root v2 is pending signatures");

        stopSigning();
        var late = caller.ended(caller.accepted("/api/v1/metadata/sign", sigByBob));
        assertThat(late.toText()).contains("No signatures pending for root");
    }

    @Test
    void aRoleThatCannotBeMadeIsNamedAndChangesNothing() throws Exception {
        var taken = caller.ended(caller.accepted(
                "/api/v1/delegations/",
                Holders.request(Holders.delegations(
                        List.of(), Holders.role("vip", "x/*", 1), Holders.role("Releases", "y/*", 1)))));
        assertThat(taken.toText()).contains("ERRORED", "vip: role already exists", "Releases: ", "equal but for case");

        var removed = caller.ended(caller.accepted(
                "/api/v1/delegations/delete",
                Holders.request(Json.object()
                        .put(
                                "roles",
                                new Json.Arr(List.of(
                                        Json.object().put("name", "nobody").build())))
                        .build())));
        assertThat(removed.toText()).contains("ERRORED", "nobody: Role 'nobody' does not exists");
    }

    private void assertInvalid(Json.Obj signature) throws Exception {
        var data = caller.ended(caller.accepted("/api/v1/metadata/sign", signature));
        assertThat(RegistryCaller.text(data, "state")).isEqualTo("ERRORED");
        assertThat(data.toText()).contains("Signature Failed", "Invalid signature");
    }

    private void stopSigning() throws Exception {
        caller.ended(caller.accepted(
                "/api/v1/metadata/sign/delete",
                Json.object().put("role", "root").build()));
    }

    private void signWaiting(String role, GeneratedKey... keys) throws Exception {
        var answer = RegistryCaller.parse(service.get("/api/v1/metadata/sign").body());
        var envelope =
                RegistryCaller.object(RegistryCaller.object(RegistryCaller.object(answer, "data"), "metadata"), role);
        var waiting = Metadata.fromJson(envelope, dev.countersign.tuf.Targets.class);
        for (var key : keys) {
            caller.finished(caller.accepted("/api/v1/metadata/sign", Holders.sign(role, waiting, key)));
        }
    }

    private static String sig(Metadata<?> metadata, GeneratedKey key) {
        return key.signer().sign(metadata.signedBytes()).sig();
    }

    private static void assertThatNothingLeaks(HttpResponse<String> response) {
        assertThat(response.body()).doesNotContain("Exception", "dev.countersign", "java.", "\tat ");
        assertThat(response.body().length()).isLessThan(64 * 1024);
    }

    // What is no form of anything

    List<Refused> forms() {
        var attacks = new ArrayList<Refused>();
        for (var path : List.of(
                "/api/v1/artifacts/",
                "/api/v1/artifacts/delete",
                "/api/v1/bootstrap/",
                "/api/v1/metadata/",
                "/api/v1/metadata/sign",
                "/api/v1/metadata/sign/delete",
                "/api/v1/metadata/online",
                "/api/v1/delegations/",
                "/api/v1/delegations/delete")) {
            attacks.add(post("nesting bomb to " + path, path, "[".repeat(100_000), 422, "detail"));
            attacks.add(post("deep object to " + path, path, "{\"a\":".repeat(5_000), 422, "detail"));
            attacks.add(post("nothing to " + path, path, "", 422, "Field required"));
            attacks.add(post("not an object to " + path, path, "[]", 422, "object"));
        }
        var list = "{\"artifacts\":[" + artifact("a") + "]}";
        attacks.add(post("trailing data", "/api/v1/artifacts/", list + "{}", 422, "JSON"));
        attacks.add(post("byte order mark", "/api/v1/artifacts/", "\uFEFF" + list, 422, "JSON"));
        attacks.add(post("lone surrogate", "/api/v1/artifacts/", list.replace("\"a\"", "\"\\ud800\""), 422, "detail"));
        attacks.add(post(
                "duplicate member",
                "/api/v1/artifacts/",
                list.replace("\"length\":15", "\"length\":15,\"length\":16"),
                422,
                "length"));
        attacks.add(new Refused("invalid UTF-8", "POST", "/api/v1/artifacts/", invalidUtf8(list), 422, "detail"));
        attacks.add(
                post("17 MiB body", "/api/v1/artifacts/", " ".repeat(17 << 20), 413, "send several smaller requests"));
        attacks.add(post("3 MiB document", "/api/v1/delegations/", " ".repeat(3 << 20), 413, "too large"));
        attacks.add(post("unknown path", "/api/v1/../../etc/passwd", "{}", 404, "Not Found"));
        attacks.add(post(
                "a second ceremony",
                "/api/v1/bootstrap/",
                Holders.bootstrap(holders.firstRoot(), Holders.bins(4), null).toText(),
                404,
                "System already has a Metadata. State: finished"));
        return attacks;
    }

    private static byte[] invalidUtf8(String text) {
        var out = new ByteArrayOutputStream();
        var parts = text.split("\"a\"", 2);
        out.writeBytes(parts[0].getBytes(StandardCharsets.UTF_8));
        out.writeBytes(new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'});
        out.writeBytes(parts[1].getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    // Roots that say what no root may say

    List<Refused> roots() {
        var next = Holders.root(2, holders.online, 2, holders.alice, holders.bob);
        var text =
                Holders.update(Holders.signed(next, holders.alice, holders.bob)).toText();
        var ids = "[\"" + holders.alice.toKey().id() + "\",\""
                + holders.bob.toKey().id() + "\"]";
        var attacks = new ArrayList<Refused>();
        rootText(attacks, text, "\"threshold\":2", "\"threshold\":0", "threshold");
        rootText(attacks, text, "\"threshold\":2", "\"threshold\":-1", "threshold");
        rootText(attacks, text, "\"threshold\":2", "\"threshold\":3", "threshold");
        rootText(attacks, text, "\"threshold\":2", "\"threshold\":2147483648", "threshold");
        rootText(attacks, text, "\"threshold\":2", "\"threshold\":2,\"threshold\":1", "JSON");
        rootText(attacks, text, ids, "[]", "threshold");
        rootText(attacks, text, "\"version\":2", "\"version\":0", "version");
        rootText(attacks, text, "\"version\":2", "\"version\":-2", "version");
        rootText(attacks, text, "\"version\":2", "\"version\":2147483648", "version");
        rootText(attacks, text, "\"version\":2", "\"version\":9007199254740993", "version");
        rootText(attacks, text, "\"version\":2", "\"version\":9223372036854775808", "version");
        rootText(attacks, text, "\"version\":2", "\"version\":1e400", "version");
        rootText(attacks, text, "\"version\":2", "\"version\":2.5", "version");
        rootText(attacks, text, "\"version\":2", "\"version\":null", "version");
        rootText(attacks, text, "\"_type\":\"root\"", "\"_type\":\"timestamp\"", "_type");
        rootText(attacks, text, "\"consistent_snapshot\":true", "\"consistent_snapshot\":false", "consistent_snapshot");
        rootText(
                attacks,
                text,
                "\"consistent_snapshot\":true",
                "\"consistent_snapshot\":true,\"mirrors\":{}",
                "mirrors");
        rootText(attacks, text, "\"spec_version\":\"1", "\"spec_version\":\"2", "spec_version");
        rootText(attacks, text, "\"snapshot\":{", "\"mirrors\":{", "root.roles");
        rootText(attacks, text, "\"scheme\":\"ed25519\"", "\"scheme\":\"Fulcio\"", "scheme");
        rootText(attacks, text, "\"keytype\":\"ed25519\"", "\"keytype\":\"sigstore-oidc\"", "keys");
        rootText(attacks, text, "\"sig\":\"", "\"sig\":\"xyz", "sig");
        rootText(attacks, text, "\"root\":{\"signatures\"", "\"timestamp\":{\"signatures\"", "root");
        var year = next.expires().toString().substring(0, 5);
        rootText(attacks, text, "\"expires\":\"" + year, "\"expires\":\"2001-", "a time to come");
        rootText(attacks, text, "\"expires\":\"" + year, "\"expires\":\"1" + year, "expires");
        rootText(
                attacks,
                text,
                next.expires().toString(),
                next.expires().toString().replace("Z", "+00:00"),
                "expires");
        rootText(attacks, text, next.expires().toString(), "never", "expires");
        attacks.add(
                post("a key under another's id", "/api/v1/metadata/", renamedKey(text), 422, "the SHA-256 of the key"));
        var twice = Holders.signed(next, holders.alice).signatures().getFirst();
        attacks.add(post(
                "one signature twice",
                "/api/v1/metadata/",
                text.replaceFirst("\"signatures\":\\[.*?]", "\"signatures\":[" + json(twice) + "," + json(twice) + "]"),
                422,
                "signatures"));
        return attacks;
    }

    private String renamedKey(String text) {
        return text.replace(holders.bob.toKey().id().value(), "ab".repeat(32));
    }

    private static String json(Signature signature) {
        return "{\"keyid\":\"" + signature.keyid() + "\",\"sig\":\"" + signature.sig() + "\"}";
    }

    private static void rootText(List<Refused> attacks, String text, String right, String wrong, String reason) {
        assertThat(text).contains(right);
        attacks.add(post(
                "root with " + wrong,
                "/api/v1/metadata/",
                text.replaceFirst(
                        java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong)),
                422,
                reason));
    }

    // Roots in good form that nobody may trust

    List<Failed> untrustedRoots() throws Exception {
        var next = Holders.root(2, holders.online, 2, holders.alice, holders.bob);
        var other = Holders.root(2, holders.online, 1, holders.alice, holders.bob);
        var missing = new Holders(Files.createTempDirectory("elsewhere")).online;
        return List.of(
                root("unsigned", Holders.signed(next), "at least one valid signature"),
                root("signed by a stranger", Holders.signed(next, holders.carol), "is not valid"),
                root("signed by the online key", Holders.signed(next, holders.online), "is not valid"),
                root(
                        "signed by one holder and a stranger",
                        Holders.signed(next, holders.alice, holders.dave),
                        "is not valid"),
                root(
                        "signed over another root",
                        Metadata.of(
                                next,
                                Holders.signed(other, holders.alice, holders.bob)
                                        .signatures()),
                        "is not valid"),
                root("replayed", holders.firstRoot(), "Expected root version 2 instead got version 1"),
                root(
                        "that skips a version",
                        Holders.signed(
                                Holders.root(3, holders.online, 2, holders.alice, holders.bob),
                                holders.alice,
                                holders.bob),
                        "Expected root version 2 instead got version 3"),
                root(
                        "whose online key is also a root key",
                        Holders.signed(
                                Holders.root(2, holders.online, 2, holders.alice, holders.bob, holders.online),
                                holders.alice,
                                holders.bob),
                        "is also a key of the root role"),
                root(
                        "that gives targets the key of a holder",
                        Holders.signed(offlineTargets(next), holders.alice, holders.bob),
                        "is also a key of the root role"),
                root(
                        "whose online key is nowhere",
                        Holders.signed(
                                Holders.root(2, missing, 2, holders.alice, holders.bob), holders.alice, holders.bob),
                        "is not in the directory of online keys"));
    }

    private Root offlineTargets(Root root) {
        return Root.draft(
                root.version(),
                root.expires(),
                root.keys(),
                root.root(),
                root.timestamp(),
                root.snapshot(),
                new dev.countersign.tuf.key.Role(List.of(holders.alice.toKey().id()), 1));
    }

    private static Failed root(String name, Metadata<Root> root, String reason) {
        return new Failed("root " + name, "/api/v1/metadata/", Holders.update(root), reason);
    }

    List<Failed> signaturesForNothing() {
        var attacks = new ArrayList<Failed>();
        for (var role : List.of("root", "releases", "vip", "nobody", "bins-0", "targets", "timestamp")) {
            attacks.add(new Failed(
                    "signature for " + role + " that does not wait",
                    "/api/v1/metadata/sign",
                    Holders.sign(role, holders.firstRoot(), holders.alice),
                    "No signatures pending for " + role));
        }
        return attacks;
    }

    // Artifacts that some client could not use

    List<Refused> targets() {
        var attacks = new ArrayList<Refused>();
        for (var path : List.of(
                "",
                "../x",
                "a/../b",
                "/etc/x",
                "a//b",
                "a/./b",
                "a/",
                "a\\\\b",
                "%2e%2e/x",
                "a\\u0000b",
                "a\\nb",
                "a\\tb",
                "a\\r",
                "a\\u007fb",
                "a.",
                "a ",
                "a b",
                "e\u0301",
                "a\u200bb",
                "a\u202eb",
                "a?b",
                "a#b",
                "a:b",
                "a*b",
                "a|b",
                "a<b",
                "\\uDBFF",
                "x".repeat(1025))) {
            var shown = path.length() > 40 ? "65 kB path" : "path " + path;
            attacks.add(artifacts(shown, artifact(path), "\"path\""));
            attacks.add(post(
                    "removal of " + shown,
                    "/api/v1/artifacts/delete",
                    "{\"artifacts\":[\"" + path + "\"]}",
                    422,
                    "detail"));
        }
        for (var path : List.of("__proto__", "a/😀")) {
            attacks.add(artifacts("path " + path, artifact(path), "\"path\""));
        }
        for (var length :
                List.of("-1", "9007199254740992", "9223372036854775808", "1e400", "1.5", "null", "\"x\"", "{}")) {
            attacks.add(artifacts("length " + length, artifact("a").replace("15", length), "length"));
        }
        for (var hashes : List.of(
                "{}",
                "null",
                "{\"md5\":\"" + HASH.substring(0, 32) + "\"}",
                "{\"sha256\":\"" + HASH.substring(1) + "\"}",
                "{\"sha256\":\"" + HASH.toUpperCase(java.util.Locale.ROOT) + "\"}",
                "{\"sha256\":\"" + HASH.replace('2', 'g') + "\"}",
                "{\"sha512\":\"" + HASH + "\"}")) {
            attacks.add(artifacts(
                    "hashes " + hashes, artifact("a").replace("{\"sha256\":\"" + HASH + "\"}", hashes), "hashes"));
        }
        for (var custom : List.of(
                "{\"a\":null}",
                "{\"a\":1.5}",
                "{\"a\":9007199254740993}",
                "{\"a\":-9007199254740993}",
                "{\"a\":1,\"a b\":1}",
                "{\"a\\\"\":1,\"a#\":1}",
                "{\"\uFF21\":1,\"😀\":1}",
                "{\"__proto__\":1}",
                "{\"\":1}",
                "{\"a\":\"\\u0001\"}",
                "{\"a\":\"e\u0301\"}",
                "{\"a\":\"\\ud800\"}",
                "[]",
                "\"x\"",
                "{\"a\":\"" + "x".repeat(100_000) + "\"}")) {
            var shown = custom.length() > 60 ? custom.substring(0, 20) + "…" : custom;
            attacks.add(artifacts("custom " + shown, withCustom(custom), "\"custom\""));
        }
        attacks.add(artifacts("custom member twice", withCustom("{\"a\":1,\"a\":2}"), "Duplicate field 'a'"));
        var deep = "{\"a\":" + "[".repeat(70) + "]".repeat(70) + "}";
        attacks.add(artifacts("custom member too deep", withCustom(deep), "nested deeper than 64 levels"));
        attacks.add(artifacts(
                "one hash twice",
                artifact("a").replace("{\"sha256\"", "{\"sha256\":\"" + HASH + "\",\"sha256\""),
                "Duplicate field"));
        attacks.add(artifacts("one bad among good", artifact("good") + "," + artifact("../bad"), "artifacts\",1"));
        return attacks;
    }

    private static String withCustom(String custom) {
        return artifact("a").replace("\"length\"", "\"custom\":" + custom + ",\"length\"");
    }

    private static String artifact(String path) {
        return "{\"path\":\"" + path + "\",\"info\":{\"length\":15,\"hashes\":{\"sha256\":\"" + HASH + "\"}}}";
    }

    private static Refused artifacts(String name, String list, String reason) {
        return post(name, "/api/v1/artifacts/", "{\"artifacts\":[" + list + "]}", 422, reason);
    }

    // Roles

    List<Refused> delegations() {
        var attacks = new ArrayList<Refused>();
        for (var name : List.of(
                "",
                "root",
                "Root",
                "Targets",
                "SNAPSHOT",
                "timestamp",
                "bins",
                "bins-0",
                "BINS-00",
                "1",
                "10",
                ".",
                "..",
                "a/b",
                "a\\\\b",
                "*.json",
                "?",
                "#",
                "%2F",
                "a b",
                "_a",
                "-a",
                "a\\u0000",
                "é",
                "__proto__",
                "constructor",
                "x".repeat(101),
                "x".repeat(300))) {
            var shown = name.length() > 40 ? name.length() + " characters" : name;
            attacks.add(delegation(
                    "role named " + shown,
                    "POST",
                    Holders.role("NAME", "r/*", 1).toText().replace("NAME", name)));
            attacks.add(post(
                    "removal of role " + shown,
                    "/api/v1/delegations/delete",
                    "{\"delegations\":{\"roles\":[{\"name\":\"" + name + "\"}]}}",
                    422,
                    "roles"));
        }
        for (var name : List.of("trusted_targets", "trusted_root", "con")) {
            attacks.add(delegation(
                    "role named " + name,
                    "POST",
                    Holders.role("NAME", "r/*", 1).toText().replace("NAME", name)));
        }
        for (var pattern :
                List.of("", "[a]", "{a,b}", "!a", "#a", "a\\\\b", "?(a)", "+(a)", "**", "/a", "a//b", "../*", "a/!b")) {
            attacks.add(delegation(
                    "pattern " + pattern,
                    "POST",
                    Holders.role("r1", "PATTERN", 1).toText().replace("PATTERN", pattern)));
        }
        var role = Holders.role("r1", "r/*", 1).toText();
        for (var method : List.of("POST", "PUT")) {
            attacks.add(delegation("no patterns", method, role.replace("[\"r/*\"]", "[]")));
            attacks.add(delegation("threshold 0", method, role.replace("\"threshold\":1", "\"threshold\":0")));
            attacks.add(delegation("threshold 2 of none", method, role.replace("\"threshold\":1", "\"threshold\":2")));
            attacks.add(delegation("unknown keyid", method, role.replace("\"keyids\":[]", "\"keyids\":[\"ab\"]")));
            attacks.add(delegation("two of a name", method, role + "," + role));
            attacks.add(delegation(
                    "paths and prefixes",
                    method,
                    role.replace("\"paths\"", "\"path_hash_prefixes\":[\"0\"],\"paths\"")));
            attacks.add(delegation(
                    "upper-case prefix",
                    method,
                    role.replace("\"paths\":[\"r/*\"]", "\"path_hash_prefixes\":[\"AB\"]")));
            attacks.add(
                    delegation("expiry in a million days", method, role.replace("policy\":30", "policy\":1000000")));
            attacks.add(delegation("expiry of no day", method, role.replace("policy\":30", "policy\":0")));
        }
        var key = holders.carol.toKey();
        attacks.add(
                keyed("a key under another's id", "ab".repeat(32), key.json().toText()));
        attacks.add(keyed(
                "a key of unknown type", key.id().value(), key.json().toText().replace("ed25519", "mystery")));
        attacks.add(keyed(
                "a key that is none",
                key.id().value(),
                "{\"keytype\":\"ed25519\",\"scheme\":\"ed25519\",\"keyval\":{\"public\":\"00\"}}"));
        return attacks;
    }

    private static Refused delegation(String name, String method, String roles) {
        return new Refused(
                name + " (" + method + ")",
                method,
                "/api/v1/delegations/",
                ("{\"delegations\":{\"keys\":{},\"roles\":[" + roles + "]}}").getBytes(StandardCharsets.UTF_8),
                422,
                "delegations");
    }

    private static Refused keyed(String name, String id, String key) {
        var role = Holders.role("r1", "r/*", 1).toText().replace("\"keyids\":[]", "\"keyids\":[\"" + id + "\"]");
        return post(
                name,
                "/api/v1/delegations/",
                "{\"delegations\":{\"keys\":{\"" + id + "\":" + key + "},\"roles\":[" + role + "]}}",
                422,
                "keys");
    }

    // Settings and renewals

    List<Refused> settings() {
        var attacks = new ArrayList<Refused>();
        for (var days : List.of("0", "-1", "36501", "1e9", "null", "\"soon\"", "2147483648")) {
            attacks.add(new Refused(
                    "expiration of " + days + " days",
                    "PUT",
                    "/api/v1/config/",
                    ("{\"settings\":{\"expiration\":{\"timestamp\":" + days + "}}}").getBytes(StandardCharsets.UTF_8),
                    422,
                    "timestamp"));
        }
        for (var role : List.of("root", "nobody", "bins-0", "../x", "")) {
            attacks.add(post(
                    "renewal of " + role,
                    "/api/v1/metadata/online",
                    "{\"roles\":[\"" + role + "\"]}",
                    404,
                    "Task not accepted."));
        }
        attacks.add(post(
                "stop of what is not there",
                "/api/v1/metadata/sign/delete",
                "{\"role\":\"releases\"}",
                404,
                "not in a signing process"));
        return attacks;
    }

    private static Refused post(String name, String path, String body, int status, String reason) {
        return new Refused(name, "POST", path, body.getBytes(StandardCharsets.UTF_8), status, reason);
    }
}
