package dev.countersign.http;

import static dev.countersign.http.RunningServer.header;
import static dev.countersign.http.RunningServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.Actor;
import dev.countersign.access.Authentication;
import dev.countersign.access.Caller;
import dev.countersign.access.Credential;
import dev.countersign.access.Grants;
import dev.countersign.access.Recognition;
import io.vertx.core.Future;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One request a second, and ten at once, of each caller and of each address. */
class AllowancesIT {
    private static final int BURST = 10;
    private static final String RIGHT = "cs_right";
    private static final Peers BEHIND_A_PROXY =
            new Peers(List.of(AddressRange.parse("127.0.0.1").orElseThrow()), ForwardedHeader.X_FORWARDED_FOR);

    private final AtomicInteger recognised = new AtomicInteger();
    private final Authentication authentication = credential -> {
        recognised.incrementAndGet();
        return Future.succeededFuture(
                credential instanceof Credential.Bearer(var text) && text.startsWith(RIGHT)
                        ? new Recognition.Known(new Caller(
                                new Actor.IssuerSubject("https://issuer.example", text),
                                Grants.EVERYTHING,
                                Optional.empty()))
                        : new Recognition.Unknown("unknown"));
    };
    private final MemoryPorts ports = new MemoryPorts();
    private final RunningServer server =
            RunningServer.ofCallers(ports, authentication, BEHIND_A_PROXY, new RateLimits(1, 1));

    @BeforeEach
    void publish() {
        ports.publish(HttpSamples.established());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whoeverIsRefusedOftenIsToldToWaitAndLocksNobodyOut() {
        for (int request = 0; request < BURST; request++) {
            assertThat(read("192.0.2.1", "cs_wrong").statusCode()).isEqualTo(401);
        }

        var refused = read("192.0.2.1", "cs_wrong");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(header(refused, "Retry-After")).isEqualTo("1");
        assertThat(text(refused))
                .contains("too many requests without a right to what they ask for; send this again in 1 s");
        assertThat(read("192.0.2.1", RIGHT).statusCode()).isEqualTo(200);
        assertThat(read("192.0.2.2", "cs_wrong").statusCode()).isEqualTo(401);
    }

    @Test
    void aNetworkOfIpv6IsOneAddress() {
        for (int request = 0; request < BURST; request++) {
            assertThat(read("2001:db8::" + request, "cs_wrong").statusCode()).isEqualTo(401);
        }

        assertThat(read("2001:db8::ffff", "cs_wrong").statusCode()).isEqualTo(429);
        assertThat(read("2001:db8:0:1::1", "cs_wrong").statusCode()).isEqualTo(401);
    }

    /** What costs a signature to find out is not found out for an address that was refused too often. */
    @Test
    void noSignatureIsVerifiedForWhoeverIsRefusedOften() {
        for (int request = 0; request < BURST; request++) {
            read("192.0.2.1", "eyJ.x.y");
        }
        int before = recognised.get();

        assertThat(read("192.0.2.1", "eyJ.x.y").statusCode()).isEqualTo(429);
        assertThat(recognised).hasValue(before);
        assertThat(read("192.0.2.2", "eyJ.x.y").statusCode()).isEqualTo(401);
    }

    @Test
    void eachCallerHasRequestsOfItsOwn() {
        for (int request = 0; request < BURST; request++) {
            assertThat(read("192.0.2." + request, RIGHT).statusCode()).isEqualTo(200);
        }

        assertThat(read("192.0.2.77", RIGHT).statusCode()).isEqualTo(429);
        assertThat(read("192.0.2.77", RIGHT + "2").statusCode()).isEqualTo(200);
    }

    /** An import is bounded by the intake alone. */
    @Test
    void listsOfArtifactsAreNotCounted() {
        for (int request = 0; request < BURST * 3; request++) {
            var accepted = server.send(asking(
                    server.json(
                            "POST",
                            "/api/v1/artifacts",
                            "{\"artifacts\":[" + HttpSamples.artifact("a" + request) + "]}"),
                    "192.0.2.1",
                    RIGHT));
            assertThat(accepted.statusCode()).isEqualTo(202);
        }
        assertThat(read("192.0.2.1", RIGHT).statusCode()).isEqualTo(200);
    }

    @Test
    void metadataIsNotCounted() {
        for (int request = 0; request < BURST * 3; request++) {
            assertThat(server.get("/metadata/timestamp.json").statusCode()).isEqualTo(200);
        }
    }

    private HttpResponse<byte[]> read(String address, String token) {
        return server.send(asking(server.request("/api/v1/config"), address, token));
    }

    private static HttpRequest.Builder asking(HttpRequest.Builder request, String address, String token) {
        return request.header("X-Forwarded-For", address).header("Authorization", "Bearer " + token);
    }
}
