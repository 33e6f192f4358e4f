package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeersTest {
    private static final ClientAddress PROXY = address("10.0.0.1");
    private static final List<AddressRange> PROXIES = List.of(range("10.0.0.0/8"), range("2001:db8:ffff::/48"));

    /** The last that is none of ours; what stands before it anybody can have written. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1|192.0.2.1",
                "192.0.2.1, 192.0.2.2|192.0.2.2",
                "192.0.2.1, 10.0.0.7|192.0.2.1",
                "192.0.2.1, 192.0.2.2, 10.0.0.7, 2001:db8:ffff::1|192.0.2.2",
                "10.0.0.8, 10.0.0.7|10.0.0.8",
                "192.0.2.1:4711|192.0.2.1",
                "2001:db8::5|2001:db8:0:0:0:0:0:5",
                "[2001:db8::5]:443|2001:db8:0:0:0:0:0:5",
                "::ffff:192.0.2.1|192.0.2.1",
                "::ffff:10.0.0.7|10.0.0.7",
                "unknown|10.0.0.1",
                "192.0.2.1, unknown|10.0.0.1",
                "192.0.2.1, unknown, 10.0.0.7|10.0.0.7",
                "192.0.2.1,|10.0.0.1",
                "localhost|10.0.0.1",
                "1.2|10.0.0.1",
                "1.2.3.400|10.0.0.1",
                "''|10.0.0.1"
            })
    void theSenderIsTheLastThatIsNoProxy(String header, String sender) {
        var peers = new Peers(PROXIES, ForwardedHeader.X_FORWARDED_FOR);

        assertThat(peers.behind(PROXY, headers("X-Forwarded-For", header), false)
                        .address())
                .hasToString(sender);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "for=192.0.2.1|192.0.2.1",
                "For=\"192.0.2.1:4711\";proto=https;by=10.0.0.1|192.0.2.1",
                "for=192.0.2.1, for=10.0.0.7|192.0.2.1",
                "proto=https ; for=\"[2001:db8::5]:443\"|2001:db8:0:0:0:0:0:5",
                "for=_hidden|10.0.0.1",
                "for=192.0.2.1;by=\"a,b;c\\\"d\"|192.0.2.1",
                "for=\"192.0.2.1, for=192.0.2.2|10.0.0.1",
                // A sender that ends with an open quote, and a proxy that goes on behind it.
                "for=192.0.2.66;x=\", for=\"[2001:db8::5]\"|10.0.0.1",
                "for=192.0.2.66;x=\", for=192.0.2.1|10.0.0.1",
                "for=\"192.0.2.1\\|10.0.0.1",
                "\"|10.0.0.1",
                "=;=;=|10.0.0.1"
            })
    void theStandardHeaderIsReadStrictly(String header, String sender) {
        var peers = new Peers(PROXIES, ForwardedHeader.FORWARDED);

        assertThat(peers.behind(PROXY, headers("Forwarded", header), false).address())
                .hasToString(sender);
    }

    /** A proxy that sets one of them passes the other on as its caller has sent it. */
    @Test
    void onlyTheConfiguredHeaderIsBelieved() {
        var both = headers("X-Forwarded-For", "192.0.2.1").add("Forwarded", "for=192.0.2.66;proto=https");

        var sender = new Peers(PROXIES, ForwardedHeader.X_FORWARDED_FOR).behind(PROXY, both, false);

        assertThat(sender.address()).hasToString("192.0.2.1");
        assertThat(sender.secure()).isFalse();
    }

    @Test
    void linesCountInTheirOrder() {
        var lines = headers("X-Forwarded-For", "192.0.2.1").add("X-Forwarded-For", "192.0.2.2");

        assertThat(new Peers(PROXIES, ForwardedHeader.X_FORWARDED_FOR)
                        .behind(PROXY, lines, false)
                        .address())
                .hasToString("192.0.2.2");
    }

    @Test
    void theSchemeIsWhatTheProxySays() {
        var x = new Peers(PROXIES, ForwardedHeader.X_FORWARDED_FOR);
        var standard = new Peers(PROXIES, ForwardedHeader.FORWARDED);
        var https = headers("X-Forwarded-For", "192.0.2.1").add("X-Forwarded-Proto", "http, https");

        assertThat(x.behind(PROXY, https, false).secure()).isTrue();
        assertThat(x.behind(PROXY, headers("X-Forwarded-For", "192.0.2.1"), false)
                        .secure())
                .isFalse();
        assertThat(x.behind(PROXY, headers("X-Forwarded-For", "192.0.2.1"), true)
                        .secure())
                .isTrue();
        assertThat(standard.behind(PROXY, headers("Forwarded", "for=192.0.2.1;proto=https"), false)
                        .secure())
                .isTrue();
    }

    @Test
    void nothingThatIsSentIsAFailure() {
        var random = new Random(20261128);
        var signs = "for=\";,\\ []:.0123456789abcdefFORproto_%\u00e9";
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int at = random.nextInt(60); at > 0; at--) {
                text.append(signs.charAt(random.nextInt(signs.length())));
            }
            for (var header : ForwardedHeader.values()) {
                var headers = headers("Forwarded", text.toString()).add("X-Forwarded-For", text.toString());
                assertThat(new Peers(PROXIES, header)
                                .behind(PROXY, headers, false)
                                .address())
                        .isNotNull();
            }
        }
    }

    @Test
    void aNetworkOfIpv6IsOneSender() {
        assertThat(address("2001:db8::1").network())
                .isEqualTo(address("2001:db8::ffff:1").network());
        assertThat(address("2001:db8::1").network())
                .isNotEqualTo(address("2001:db8:0:1::1").network());
        assertThat(address("192.0.2.1").network()).isEqualTo(address("192.0.2.1"));
        assertThat(address("::ffff:192.0.2.1").network()).isEqualTo(address("192.0.2.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,10.255.0.1,true",
        "10.0.0.0/8,11.0.0.1,false",
        "192.0.2.7,192.0.2.7,true",
        "192.0.2.7,192.0.2.8,false",
        "0.0.0.0/0,192.0.2.8,true",
        "0.0.0.0/0,2001:db8::1,false",
        "2001:db8::/32,2001:db8:1::1,true",
        "2001:db8::/32,2001:db9::1,false"
    })
    void rangesHoldWhatBeginsWithTheirBits(String range, String address, boolean holds) {
        assertThat(range(range).contains(address(address))).isEqualTo(holds);
    }

    private static MultiMap headers(String name, String value) {
        return MultiMap.caseInsensitiveMultiMap().add(name, value);
    }

    private static ClientAddress address(String digits) {
        return ClientAddress.plain(digits).orElseThrow();
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text).orElseThrow();
    }
}
