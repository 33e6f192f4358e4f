package dev.countersign.http;

import static dev.countersign.http.RunningServer.body;
import static dev.countersign.http.RunningServer.header;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.Grant;
import dev.countersign.access.Grants;
import dev.countersign.access.Permission;
import dev.countersign.access.TokenText;
import dev.countersign.http.api.RepositoryApi;
import dev.countersign.http.api.ServiceApi;
import dev.countersign.json.Json;
import dev.countersign.repository.Examples;
import dev.countersign.tuf.RepositoryName;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in to what: each operation of the interface with every kind of right and wrong caller. */
class AccessIT {
    private static final RepositoryName DEFAULT = RepositoryName.DEFAULT;
    private static final RepositoryName OTHER = new RepositoryName("other");
    static final String NOT_VALID = "the credentials are not valid";
    static final String MISSING = "credentials are missing";

    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server = server(Grants.NONE);

    private RunningServer server(Grants anonymous) {
        var all = new LinkedHashMap<RepositoryName, MemoryPorts>();
        all.put(DEFAULT, ports);
        all.put(OTHER, new MemoryPorts());
        return RunningServer.guarded(all, anonymous);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    // The table: every operation × every kind of caller

    static Stream<Operation<?>> operations() {
        return Stream.concat(ofOne(), ofService());
    }

    static Stream<Operation<?>> ofOne() {
        return RepositoryApi.operations(HttpLimits.DEFAULT).stream().map(operation -> operation);
    }

    static Stream<Operation<?>> ofService() {
        return ServiceApi.operations(HttpLimits.DEFAULT).stream().map(operation -> operation);
    }

    static Stream<Operation<?>> withPermission() {
        return operations().filter(operation -> operation.need() instanceof Need.Permitted);
    }

    @Test
    void theTableIsAllThatTheInterfaceHas() {
        var api = server.api(_ -> Optional.empty(), HttpLimits.DEFAULT);
        assertThat(operations().map(AccessIT::named))
                .containsExactlyInAnyOrderElementsOf(
                        api.operations().stream().map(AccessIT::named).toList());
    }

    @ParameterizedTest
    @MethodSource("operations")
    void nobodyIsNotLetIn(Operation<?> operation) {
        refused(send(operation, "", Optional.empty()), 401, MISSING);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatIsNotValidIsToldTheSame(Operation<?> operation) {
        var token = server.token(Grants.EVERYTHING, Optional.empty());
        var answers = new ArrayList<String>();
        for (var shown : List.of(
                wrong(token),
                TokenText.create(new SplittableRandom(7)).reveal(),
                server.token(Grants.EVERYTHING, Optional.of(HttpSamples.NOW)),
                revoked(),
                "cs_nonsense",
                "",
                "eyJhbGciOiJub25lIn0.e30.")) {
            var answer = send(operation, "", Optional.of(shown));
            refused(answer, 401, NOT_VALID);
            answers.add(text(answer) + answer.headers().map().keySet());
        }
        assertThat(answers).containsOnly(answers.getFirst());
    }

    @ParameterizedTest
    @MethodSource("withPermission")
    void everyOtherPermissionIsNotEnough(Operation<?> operation) {
        var others = Arrays.stream(Permission.values())
                .filter(permission -> permission != permission(operation))
                .map(Grant::everywhere)
                .toList();
        var token = server.token(new Grants(others), Optional.empty());

        refused(
                send(operation, "", Optional.of(token)),
                403,
                "this needs the permission " + permission(operation).word());
    }

    @ParameterizedTest
    @MethodSource("ofOne")
    void thePermissionOnAnotherRepositoryIsNotEnough(Operation<?> operation) {
        var token = server.token(everythingOn(OTHER), Optional.empty());

        refused(send(operation, "", Optional.of(token)), 403, "on the repository default");
        refused(send(operation, "/repositories/default", Optional.of(token)), 403, "on the repository default");
        passed(send(operation, "/repositories/other", Optional.of(token)));
        // There or not makes no difference to whoever may not know.
        assertThat(text(send(operation, "/repositories/nobody", Optional.of(token))))
                .isEqualTo(text(send(operation, "/repositories/default", Optional.of(token)))
                        .replace("default", "nobody"));
    }

    @ParameterizedTest
    @MethodSource("withPermission")
    void exactlyThePermissionIsEnough(Operation<?> operation) {
        var token = server.token(new Grants(List.of(Grant.on(DEFAULT, permission(operation)))), Optional.empty());
        var basic = Base64.getEncoder().encodeToString(("anybody:" + token).getBytes(StandardCharsets.UTF_8));

        passed(send(operation, "", Optional.of(token)));
        passed(server.send(request(operation, "").header("Authorization", "Basic " + basic)));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void whatNeedsNoPermissionNeedsSome(Operation<?> operation) {
        if (operation.need() instanceof Need.Recognized) {
            passed(send(operation, "", Optional.of(server.token(everythingOn(DEFAULT), Optional.empty()))));
        }
    }

    @ParameterizedTest
    @MethodSource("withPermission")
    void anonymousCallersMayWhatIsConfigured(Operation<?> operation) {
        try (var open = server(new Grants(List.of(Grant.everywhere(permission(operation)))))) {
            passed(open.send(request(open, operation, "")));
        }
    }

    @ParameterizedTest
    @MethodSource("withPermission")
    void aTokenOfAnIssuerIsLetInByTheGrantsOfItsRule(Operation<?> operation) {
        var issuer = HttpSamples.ISSUER;
        var permission = permission(operation);
        var another = permission == Permission.READ ? Permission.SIGN : Permission.READ;

        passed(send(operation, "", Optional.of(issuer.token(permission, DEFAULT))));
        var words = "this needs the permission " + permission.word();
        refused(send(operation, "", Optional.of(issuer.token(another, DEFAULT))), 403, words);
        var expected = text(send(operation, "", Optional.of("cs_nonsense")));
        for (var wrong : issuer.wrongTokens(permission)) {
            var answer = send(operation, "", Optional.of(wrong));
            refused(answer, 401, NOT_VALID);
            assertThat(text(answer)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("ofOne")
    void aTokenOfAnIssuerForAnotherRepositoryIsNotEnough(Operation<?> operation) {
        var token = HttpSamples.ISSUER.token(permission(operation), OTHER);

        refused(send(operation, "", Optional.of(token)), 403, "on the repository default");
        passed(send(operation, "/repositories/other", Optional.of(token)));
    }

    private static String named(Operation<?> operation) {
        return operation.method() + " " + operation.path();
    }

    /** The one that is enough; some other where any is. */
    static Permission permission(Operation<?> operation) {
        return operation.need() instanceof Need.Permitted(var permission) ? permission : Permission.ARTIFACTS;
    }

    private static Grants everythingOn(RepositoryName name) {
        return new Grants(Arrays.stream(Permission.values())
                .map(permission -> Grant.on(name, permission))
                .toList());
    }

    /** The same id, another secret, the right checksum. */
    private static String wrong(String token) {
        for (int seed = 0; ; seed++) {
            var other = TokenText.create(new SplittableRandom(seed)).reveal();
            var body = token.substring(0, 16) + other.substring(16, other.length() - 6);
            var crc = new java.util.zip.CRC32();
            crc.update(body.getBytes(StandardCharsets.US_ASCII));
            var digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
            var checksum = new StringBuilder();
            for (long left = crc.getValue(); checksum.length() < 6; left /= 62) {
                checksum.insert(0, digits.charAt((int) (left % 62)));
            }
            var made = body + checksum;
            if (TokenText.parse(made).isPresent() && !made.equals(token)) {
                return made;
            }
        }
    }

    private String revoked() {
        var token = server.token(Grants.EVERYTHING, Optional.empty());
        var id = TokenText.parse(token).orElseThrow().id();
        var known = server.tokens.list(Optional.empty(), 1_000).result().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(server.tokens.revoke(known, HttpSamples.NOW, Examples.ORIGIN).result())
                .isTrue();
        assertThat(server.known.refresh().succeeded()).isTrue();
        return token;
    }

    private HttpRequest.Builder request(Operation<?> operation, String base) {
        return request(server, operation, base);
    }

    static HttpRequest.Builder request(RunningServer server, Operation<?> operation, String base) {
        var name = operation.path().startsWith("/api/v1/repositories") ? "default" : "nobody";
        return server.json(operation.method().name(), base + operation.path().replace("{name}", name), "{}");
    }

    private HttpResponse<byte[]> send(Operation<?> operation, String base, Optional<String> token) {
        var request = request(operation, base);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return server.send(request);
    }

    static void refused(HttpResponse<byte[]> answer, int status, String words) {
        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(status);
        assertThat(text(answer)).contains(words);
        assertThat(answer.headers().allValues("WWW-Authenticate"))
                .hasSize(status == 401 ? 2 : 0)
                .allMatch(challenge -> challenge.matches("(Bearer|Basic) realm=\"countersign\".*"));
    }

    static void passed(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).as(text(answer)).isNotIn(401, 403, 500);
    }

    // Paths of artifacts

    @Test
    void artifactsOfOtherPathsAreRefusedAllOrNothing() {
        ports.publish(HttpSamples.established());
        var token = server.token(
                new Grants(List.of(
                        Grant.parse("artifacts:pypi/**", Optional.of(DEFAULT)),
                        Grant.parse("artifacts:npm/*.tgz", Optional.empty()))),
                Optional.empty());

        for (var path : List.of("pypi/a", "pypi/a/b/c", "npm/x.tgz")) {
            assertThat(artifacts(token, "", path).statusCode()).as(path).isEqualTo(202);
        }
        for (var path : List.of("pypi", "pypj/a", "npm/x.zip", "npm/a/x.tgz", "Pypi/a")) {
            refused(artifacts(token, "", path), 403, "for the path \\\"" + path + "\\\"");
            refused(artifacts(token, "/delete", path), 403, "for the path \\\"" + path + "\\\"");
        }
        int before = ports.submitted().size();
        refused(artifacts(token, "", "pypi/a", "npm/y.tgz", "evil/a", "evil/b"), 403, "for the path \\\"evil/a\\\"");
        assertThat(ports.submitted()).hasSize(before);
    }

    private HttpResponse<byte[]> artifacts(String token, String operation, String... paths) {
        var items = Arrays.stream(paths)
                .map(path -> operation.isEmpty() ? HttpSamples.artifact(path) : "\"" + path + "\"")
                .toList();
        return server.send(server.json(
                        "POST", "/api/v1/artifacts" + operation, "{\"artifacts\":[" + String.join(",", items) + "]}")
                .header("Authorization", "Bearer " + token));
    }

    // How credentials are shown

    @Test
    void credentialsInAnAddressAreNotTaken() {
        var token = server.token(Grants.EVERYTHING, Optional.empty());
        for (var query : List.of("access_token=", "token=", "authorization=Bearer%20")) {
            refused(server.get("/api/v1/bootstrap?" + query + token), 401, MISSING);
        }
    }

    @Test
    void twoHeadersAreNone() {
        var token = server.token(Grants.EVERYTHING, Optional.empty());
        var answer = server.send(server.request("/api/v1/bootstrap")
                .header("Authorization", "Bearer " + token)
                .header("Authorization", "Bearer " + token));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(text(answer)).contains("Authorization is there 2 times");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic",
                "Basic ",
                "Basic !!!!",
                "Basic eA==",
                "Basic /////w==",
                "Bearer",
                "Digest x",
                "Negotiate x",
                "x"
            })
    void whatIsNoCredentialIsNotValid(String header) {
        refused(server.send(server.request("/api/v1/bootstrap").header("Authorization", header)), 401, NOT_VALID);
    }

    @Test
    void basicIsSplitAtItsFirstColonAndAnyUserWillDo() {
        var token = server.token(Grants.EVERYTHING, Optional.empty());
        for (var user : List.of("", "x", "__token__", "J\u00f6rg")) {
            passed(basic(user + ":" + token));
        }
        refused(basic("a:b:" + token), 401, NOT_VALID);
        refused(basic(token + ":"), 401, NOT_VALID);
    }

    private HttpResponse<byte[]> basic(String text) {
        return server.send(server.request("/api/v1/bootstrap")
                .header(
                        "Authorization",
                        "basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aPageIsNotChallengedByBasic() {
        var answer = server.send(server.request("/api/v1/bootstrap").header("Sec-Fetch-Mode", "cors"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly("Bearer realm=\"countersign\"");
    }

    /** Nothing of a body is waited for, or invited, before its sender is let in. */
    @Test
    void theBodyComesAfterItsSender() throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /api/v1/artifacts HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

            assertThat(line).isEqualTo("HTTP/1.1 401");
        }
    }

    @Test
    void pagesOfTheDocumentationAndAddressesOfNothingTellNothing() {
        assertThat(server.get("/openapi.json").statusCode()).isEqualTo(200);
        assertThat(server.get("/").statusCode()).isEqualTo(200);
        assertThat(server.get("/api/v1/nothing").statusCode()).isEqualTo(404);
        for (var repository : List.of("default", "nobody")) {
            var path = "/repositories/" + repository + "/api/v1/bootstrap";
            assertThat(server.send(server.json("DELETE", path, "{}")).statusCode())
                    .isEqualTo(401);
        }
    }

    // While the store is away

    @Test
    void knownTokensGoOnForAMinuteWhileTheStoreIsAway() {
        var token = server.token(Grants.EVERYTHING, Optional.empty());
        server.tokens.away(true);
        for (int second = 0; second < 59; second += 5) {
            server.nanos.set(second * 1_000_000_000L);
            assertThat(bootstrap(token).statusCode()).as("after %s s", second).isEqualTo(200);
        }
        server.nanos.set(61_000_000_000L);
        for (var shown : List.of(token, wrong(token))) {
            var answer = bootstrap(shown);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(header(answer, "Retry-After")).isEqualTo("2");
        }
        server.tokens.away(false);
        server.nanos.set(66_000_000_000L);
        assertThat(bootstrap(token).statusCode()).isEqualTo(200);
    }

    private HttpResponse<byte[]> bootstrap(String token) {
        return server.send(server.request("/api/v1/bootstrap").header("Authorization", "Bearer " + token));
    }

    // Tokens

    private HttpResponse<byte[]> as(String token, String method, String path, String body) {
        return server.send(server.json(method, path, body).header("Authorization", "Bearer " + token));
    }

    private String admin() {
        return server.token(Grants.EVERYTHING, Optional.empty());
    }

    @Test
    void aTokenIsMadeShownAndRevoked() {
        var admin = admin();
        var created = as(
                admin,
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"ci\",\"grants\":[{\"permission\":\"read\",\"repository\":\"default\"}],"
                        + "\"expires\":\"2031-01-01T01:00:00+01:00\"}");
        assertThat(created.statusCode()).as(text(created)).isEqualTo(201);
        var data = (Json.Obj) body(created).get("data");
        var token = data.text("token");
        assertThat(data.text("expires")).isEqualTo("2031-01-01T00:00:00.000000Z");

        assertThat(bootstrap(token).statusCode()).isEqualTo(200);
        var whoami = as(token, "GET", "/api/v1/whoami", "");
        assertThat(text(whoami))
                .isEqualTo("{\"data\":{\"caller\":\"ci\",\"kind\":\"token\",\"grants\":[{\"permission\":\"read\","
                        + "\"repository\":\"default\"}],\"expires\":\"2031-01-01T00:00:00.000000Z\"},"
                        + "\"message\":\"The caller.\"}");
        for (var path : List.of("/api/v1/tokens", "/api/v1/tokens/ci")) {
            assertThat(text(as(admin, "GET", path, "")))
                    .contains("\"name\":\"ci\"", "\"id\":\"" + token.substring(3, 15) + "\"")
                    .doesNotContain(token);
        }
        assertThat(as(admin, "DELETE", "/api/v1/tokens/ci", "").statusCode()).isEqualTo(200);
        assertThat(as(admin, "DELETE", "/api/v1/tokens/ci", "").statusCode()).isEqualTo(404);
        refused(bootstrap(token), 401, NOT_VALID);
    }

    @Test
    void nobodyGrantsMoreThanTheyHold() {
        var token = server.token(
                new Grants(List.of(
                        Grant.on(OTHER, Permission.ADMIN),
                        Grant.on(OTHER, Permission.READ),
                        Grant.parse("artifacts:a/**", Optional.of(OTHER)))),
                Optional.empty());
        for (var grant : List.of(
                "{\"permission\":\"read\"}",
                "{\"permission\":\"read\",\"repository\":\"*\"}",
                "{\"permission\":\"read\",\"repository\":\"default\"}",
                "{\"permission\":\"sign\",\"repository\":\"other\"}",
                "{\"permission\":\"artifacts\",\"repository\":\"other\"}",
                "{\"permission\":\"artifacts\",\"repository\":\"other\",\"paths\":\"a*/**\"}",
                "{\"permission\":\"artifacts\",\"repository\":\"other\",\"paths\":\"**\"}",
                "{\"permission\":\"artifacts\",\"repository\":\"other\",\"paths\":\"a\"}",
                "{\"permission\":\"artifacts\",\"repository\":\"other\",\"paths\":\"*/x\"}")) {
            assertThat(make(token, "n", grant).statusCode()).as(grant).isIn(403, 422);
        }
        for (var grant : List.of(
                "{\"permission\":\"read\",\"repository\":\"other\"}",
                "{\"permission\":\"artifacts\",\"repository\":\"other\",\"paths\":\"a/b/**\"}",
                "{\"permission\":\"artifacts\",\"repository\":\"other\",\"paths\":\"a/*/x\"}")) {
            assertThat(make(token, "n" + grant.hashCode(), grant).statusCode())
                    .as(grant)
                    .isIn(201);
        }
    }

    private HttpResponse<byte[]> make(String token, String name, String grant) {
        return as(
                token,
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"" + name.replace('-', '_') + "\",\"grants\":[" + grant + "]}");
    }

    @Test
    void whoAdministersOneRepositorySeesItsTokensOnly() {
        var admin = admin();
        assertThat(make(admin, "theirs", "{\"permission\":\"read\",\"repository\":\"default\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(make(admin, "ours", "{\"permission\":\"read\",\"repository\":\"other\"}")
                        .statusCode())
                .isEqualTo(201);
        var token = server.token(new Grants(List.of(Grant.on(OTHER, Permission.ADMIN))), Optional.empty());

        assertThat(text(as(token, "GET", "/api/v1/tokens", "")))
                .contains("\"ours\"")
                .doesNotContain("\"theirs\"");
        for (var method : List.of("GET", "DELETE")) {
            assertThat(as(token, method, "/api/v1/tokens/theirs", "").statusCode())
                    .isEqualTo(404);
        }
        assertThat(as(token, "DELETE", "/api/v1/tokens/ours", "").statusCode()).isEqualTo(200);
    }

    @Test
    void aNameIsTakenUntilItsTokenHasEnded() {
        var admin = admin();
        var grant = "{\"permission\":\"read\"}";
        assertThat(make(admin, "a", grant).statusCode()).isEqualTo(201);
        assertThat(make(admin, "a", grant).statusCode()).isEqualTo(409);
        assertThat(as(admin, "DELETE", "/api/v1/tokens/a", "").statusCode()).isEqualTo(200);
        assertThat(make(admin, "a", grant).statusCode()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"a\"}",
                "{\"name\":\"a\",\"grants\":[]}",
                "{\"name\":\"a\",\"grants\":{}}",
                "{\"name\":\"a\",\"grants\":[1]}",
                "{\"name\":\"a\",\"grants\":[{}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"rad\"}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"READ\"}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":null}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"read\",\"repository\":\"A\"}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"read\",\"repository\":1}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"read\",\"repositry\":\"default\"}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"read\",\"paths\":\"a/*\"}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"artifacts\",\"paths\":\"\"}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"artifacts\",\"paths\":\"a/**/b\"}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"artifacts\",\"paths\":\"*/**\"}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"artifacts\",\"paths\":\"/a/**\"}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"artifacts\",\"paths\":[\"a\"]}]}",
                "{\"name\":\"a/b\",\"grants\":[{\"permission\":\"read\"}]}",
                "{\"name\":\"\",\"grants\":[{\"permission\":\"read\"}]}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"read\"}],\"expires\":\"2020-01-01T00:00:00Z\"}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"read\"}],\"expires\":\"tomorrow\"}",
                "{\"name\":\"a\",\"grants\":[{\"permission\":\"read\"}],\"expires\":1}"
            })
    void whatIsNoTokenIsRefused(String wrong) {
        var answer = as(admin(), "POST", "/api/v1/tokens", wrong);

        assertThat(answer.statusCode()).as(text(answer)).isEqualTo(422);
    }

    // Repositories

    @Test
    void onlyThoseAreListedThatACallerMayKnow() {
        var admin = admin();
        assertThat(as(admin, "POST", "/api/v1/repositories", "{\"name\":\"secret\"}")
                        .statusCode())
                .isEqualTo(201);
        var token = server.token(
                new Grants(List.of(
                        Grant.on(DEFAULT, Permission.READ), Grant.on(new RepositoryName("later"), Permission.ADMIN))),
                Optional.empty());

        assertThat(text(as(admin, "GET", "/api/v1/repositories", ""))).contains("\"default\"", "\"secret\"");
        assertThat(text(as(token, "GET", "/api/v1/repositories", "")))
                .contains("\"default\"")
                .doesNotContain("\"secret\"", "\"later\"");
        refused(as(token, "GET", "/api/v1/repositories/secret", ""), 403, "on the repository secret");
        refused(as(token, "GET", "/api/v1/repositories/nobody", ""), 403, "on the repository nobody");
        refused(as(token, "DELETE", "/api/v1/repositories/default", ""), 403, "admin on the repository default");
        refused(as(token, "POST", "/api/v1/repositories", "{\"name\":\"mine\"}"), 403, "admin on the repository mine");
        assertThat(as(token, "POST", "/api/v1/repositories", "{\"name\":\"later\"}")
                        .statusCode())
                .isEqualTo(201);
    }

    // Private repositories

    @Test
    void metadataOfAPublicRepositoryAsksNobody() {
        ports.publish(HttpSamples.established());
        for (var path : List.of("/metadata/timestamp.json", "/repositories/default/metadata/timestamp.json")) {
            var answer = server.send(server.request(path).header("Authorization", "Bearer nonsense"));
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(header(answer, "Cache-Control")).contains("public");
        }
        assertThat(server.get("/metadata/9.root.json").statusCode()).isEqualTo(404);
        assertThat(server.get("/repositories/nobody/metadata/1.root.json").statusCode())
                .isEqualTo(404);
    }

    @Test
    void allOfAPrivateRepositoryAsksForAGrant() {
        ports.publish(HttpSamples.established());
        server.hidden.add(DEFAULT);
        var token = server.token(new Grants(List.of(Grant.on(DEFAULT, Permission.METADATA))), Optional.empty());
        var reader = server.token(new Grants(List.of(Grant.on(DEFAULT, Permission.READ))), Optional.empty());
        var foreign = server.token(everythingOn(OTHER), Optional.empty());
        var basic = Base64.getEncoder().encodeToString(("x:" + token).getBytes(StandardCharsets.UTF_8));
        for (var file : List.of("timestamp.json", "9.root.json", "", "1.bins-0.json", "nonsense", "%zz", "../x")) {
            for (var base : List.of("/metadata/", "/repositories/default/metadata/")) {
                var path = base + (file.equals("%zz") ? "%25zz" : file);
                refused(server.get(path), 401, MISSING);
                refused(server.get(path.replace("/metadata/", "/log/")), 401, MISSING);
                refused(metadata(path, "Bearer " + wrong(token)), 401, NOT_VALID);
                refused(metadata(path, "Bearer " + reader), 403, "metadata on the repository default");
                refused(metadata(path, "Bearer " + foreign), 403, "metadata on the repository default");
                for (var right : List.of("Bearer " + token, "Basic " + basic)) {
                    var answer = metadata(path, right);
                    assertThat(answer.statusCode())
                            .as(path)
                            .isEqualTo(file.equals("timestamp.json") || file.isEmpty() ? 200 : 404);
                    assertThat(header(answer, "Cache-Control")).doesNotContain("public");
                }
            }
        }
        for (var method : List.of("HEAD", "POST", "OPTIONS")) {
            assertThat(server.send(server.request("/metadata/timestamp.json")
                                    .method(method, HttpRequest.BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(401);
        }
        server.hidden.clear();
        assertThat(server.get("/metadata/timestamp.json").statusCode()).isEqualTo(200);
    }

    private HttpResponse<byte[]> metadata(String path, String authorization) {
        return server.send(server.request(path).header("Authorization", authorization));
    }

    @Test
    void whoAdministersARepositoryMakesItPrivate() {
        var token = server.token(new Grants(List.of(Grant.everywhere(Permission.ADMIN))), Optional.empty());
        var path = "/api/v1/repositories";

        assertThat(text(as(token, "POST", path, "{\"name\":\"p\",\"private\":true}")))
                .contains("\"private\":true");
        assertThat(text(as(token, "GET", path + "/p", ""))).contains("\"private\":true");
        assertThat(text(as(token, "PUT", path + "/p", "{\"private\":false}"))).contains("\"private\":false");
        assertThat(text(as(token, "GET", path + "/p", ""))).contains("\"private\":false");
        assertThat(as(token, "PUT", path + "/q", "{\"private\":false}").statusCode())
                .isEqualTo(404);
        assertThat(as(token, "PUT", path + "/p", "{\"private\":\"perhaps\"}").statusCode())
                .isEqualTo(422);
        assertThat(as(token, "PUT", path + "/p", "{}").statusCode()).isEqualTo(422);
    }
}
