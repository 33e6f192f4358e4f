package dev.countersign.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwsSettingsTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
    private static final String LATER = "2026-11-28T13:00:00Z";

    @TempDir
    private Path home;

    private HttpServer server;
    private final Map<String, String> environment = new TreeMap<>();
    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void noMachineIsAsked() throws IOException {
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whereNothingIsSetUpThereAreNone() {
        assertThat(find()).isEmpty();
    }

    @Test
    void theEnvironmentComesFirst() throws IOException {
        profile("credentials", "[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n");
        environment.putAll(Map.of("AWS_ACCESS_KEY_ID", "ENV", "AWS_SECRET_ACCESS_KEY", "s", "AWS_SESSION_TOKEN", "t"));
        assertThat(find()).contains(new AwsCredentials("ENV", "s", Optional.of("t"), Optional.empty()));
    }

    @Test
    void halfOfAKeyIsAMistake() {
        environment.put("AWS_ACCESS_KEY_ID", "ENV");
        assertThatThrownBy(this::find)
                .isInstanceOf(CredentialsUnavailable.class)
                .hasMessageContaining("only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    }

    @Test
    void profilesLieInFiles() throws IOException {
        profile(
                "credentials",
                "# mine\n[default]\naws_access_key_id=A\naws_secret_access_key=a=b\n\n[cdn]\n"
                        + "aws_access_key_id = B\naws_secret_access_key = b\n");
        profile("config", "[profile mine]\nregion = eu-west-1\naws_access_key_id = C\naws_secret_access_key = c\n");
        assertThat(find()).contains(new AwsCredentials("A", "a=b"));
        assertThat(settings().credentials("cdn").find()).contains(new AwsCredentials("B", "b"));
        environment.put("AWS_PROFILE", "mine");
        assertThat(find()).contains(new AwsCredentials("C", "c"));
        assertThat(settings().region()).contains("eu-west-1");
        assertThatThrownBy(() -> settings().credentials("other").find())
                .isInstanceOf(CredentialsUnavailable.class)
                .hasMessageContaining("under the profile other");
    }

    @Test
    void aFileThatWasChangedCounts() throws IOException {
        profile("credentials", "[default]\naws_access_key_id=A\naws_secret_access_key=a\n");
        var source = settings().credentials();
        assertThat(source.find()).contains(new AwsCredentials("A", "a"));
        profile("credentials", "[default]\naws_access_key_id=B\naws_secret_access_key=b\n");
        now.set(NOW.plusSeconds(61));
        assertThat(source.find()).contains(new AwsCredentials("B", "b"));
    }

    @Test
    void aTokenOfThePlatformIsChangedForCredentials() throws IOException {
        var token = Files.writeString(home.resolve("token"), "jwt\n");
        environment.putAll(Map.of(
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                token.toString(),
                "AWS_ROLE_ARN",
                "arn:aws:iam::1:role/tuf",
                "AWS_ENDPOINT_URL_STS",
                address("/")));
        answer("/", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            return body.contains("WebIdentityToken=jwt") && body.contains("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Ftuf")
                    ? "<R><Credentials><AccessKeyId>W</AccessKeyId><SecretAccessKey>w</SecretAccessKey><SessionToken>t"
                            + "</SessionToken><Expiration>" + LATER + "</Expiration></Credentials></R>"
                    : "";
        });
        assertThat(find()).contains(temporary("W", "w"));
    }

    @Test
    void credentialsAreRenewedBeforeTheyEndAndKeptWhileTheirSourceIsAway() {
        environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address("/get"));
        environment.put("AWS_CONTAINER_AUTHORIZATION_TOKEN", "shown");
        answer(
                "/get",
                exchange -> "shown".equals(exchange.getRequestHeaders().getFirst("Authorization"))
                        ? json("C" + asked.incrementAndGet())
                        : "");
        var source = settings().credentials();
        assertThat(source.find()).contains(temporary("C1", "s"));
        now.set(NOW.plusSeconds(50 * 60));
        assertThat(source.find()).contains(temporary("C1", "s"));
        now.set(NOW.plusSeconds(56 * 60));
        assertThat(source.find()).contains(temporary("C2", "s"));
        server.removeContext("/get");
        assertThat(source.find()).contains(temporary("C2", "s"));
        now.set(NOW.plusSeconds(61 * 60));
        assertThatThrownBy(source::find)
                .isInstanceOf(CredentialsUnavailable.class)
                .hasMessageContaining("HTTP 404");
    }

    @Test
    void aSourceThatIsAwayIsNotAskedWithEveryRequestWhileCredentialsAreGood() {
        environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address("/get"));
        answer("/get", _ -> asked.incrementAndGet() == 1 ? json("C") : "");
        var source = settings().credentials();
        assertThat(source.find()).contains(temporary("C", "s"));
        now.set(NOW.plusSeconds(56 * 60));
        assertThat(source.find()).contains(temporary("C", "s"));
        assertThat(source.find()).contains(temporary("C", "s"));
        assertThat(asked).hasValue(2);
        now.set(NOW.plusSeconds(56 * 60 + 5));
        assertThat(source.find()).contains(temporary("C", "s"));
        assertThat(asked).hasValue(3);
        now.set(NOW.plusSeconds(60 * 60 - 1));
        assertThat(source.find()).contains(temporary("C", "s"));
        now.set(NOW.plusSeconds(60 * 60));
        assertThatThrownBy(source::find).isInstanceOf(CredentialsUnavailable.class);
    }

    @Test
    void aMachineTellsOnlyWhoHasATokenOfIts() {
        environment.remove("AWS_EC2_METADATA_DISABLED");
        environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", address(""));
        answer("/latest/api/token", exchange -> exchange.getRequestMethod().equals("PUT") ? "imds" : "");
        answer("/latest/meta-data/iam/security-credentials/", exchange -> {
            if (!"imds".equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"))) {
                return "";
            }
            return exchange.getRequestURI().getPath().endsWith("/tuf-role") ? json("M") : "tuf-role";
        });
        assertThat(find()).contains(temporary("M", "s"));
    }

    private Optional<AwsCredentials> find() {
        return settings().credentials().find();
    }

    private AwsSettings settings() {
        return new AwsSettings(environment, home, now::get);
    }

    private static AwsCredentials temporary(String id, String secret) {
        return new AwsCredentials(id, secret, Optional.of("t"), Optional.of(Instant.parse(LATER)));
    }

    private static String json(String id) {
        return "{\"AccessKeyId\":\"" + id + "\",\"SecretAccessKey\":\"s\",\"Token\":\"t\",\"Expiration\":\"" + LATER
                + "\",\"RoleArn\":\"r\"}";
    }

    private void profile(String file, String text) throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws").resolve(file), text);
    }

    private String address(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private interface Reaction {
        String to(HttpExchange exchange) throws IOException;
    }

    /** An empty answer is a refusal. */
    private void answer(String path, Reaction answer) {
        server.createContext(path, exchange -> {
            var body = answer.to(exchange).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 403 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
