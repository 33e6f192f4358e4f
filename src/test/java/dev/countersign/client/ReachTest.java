package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, MACHINE",
        "127.255.0.1, MACHINE",
        "0.0.0.0, MACHINE",
        "0.1.2.3, MACHINE",
        "::1, MACHINE",
        "::, MACHINE",
        "::ffff:127.0.0.1, MACHINE",
        "64:ff9b::7f00:1, MACHINE",
        "169.254.169.254, LINK",
        "fe80::1, LINK",
        "224.0.0.1, LINK",
        "255.255.255.255, LINK",
        "ff02::1, LINK",
        "64:ff9b::a9fe:a9fe, LINK",
        "10.0.0.1, PRIVATE",
        "172.31.0.1, PRIVATE",
        "192.168.1.1, PRIVATE",
        "100.64.0.1, PRIVATE",
        "100.127.255.255, PRIVATE",
        "fd12::1, PRIVATE",
        "fc00::1, PRIVATE",
        "64:ff9b::a00:1, PRIVATE",
        "100.128.0.1, PUBLIC",
        "172.32.0.1, PUBLIC",
        "203.0.113.7, PUBLIC",
        "2001:db8::1, PUBLIC",
        "64:ff9b::cb00:7107, PUBLIC",
        "100.100.100.200, LINK",
        "fd00:ec2::254, LINK",
        "fd00:ec2::253, PRIVATE",
        "64:ff9b:1::1, PRIVATE",
        "2001:0:1::1, PRIVATE",
        "2002:7f00:1::1, MACHINE",
        "2002:a9fe:a9fe::1, LINK",
        "2002:a00:1::1, PRIVATE",
        "2002:cb00:7107::1, PUBLIC",
    })
    void everyAddressHasAReach(String address, Reach reach) throws UnknownHostException {
        assertThat(Reach.of(InetAddress.getByName(address))).isEqualTo(reach);
    }

    /** As a name server may give it: not even the Java runtime takes it for one of IPv4. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, MACHINE",
        "169.254.169.254, LINK",
        "100.100.100.200, LINK",
        "10.0.0.1, PRIVATE",
        "203.0.113.7, PUBLIC",
    })
    void anAddressWithinAnotherIsJudged(String address, Reach reach) throws UnknownHostException {
        var four = InetAddress.getByName(address).getAddress();
        for (var start : List.of("", "ffff", "ffff0000", "0064ff9b" + "0".repeat(16))) {
            var six = HexFormat.of()
                    .parseHex("0".repeat(24 - start.length())
                            + start
                            + HexFormat.of().formatHex(four));
            assertThat(Reach.of(Inet6Address.getByAddress(null, six, -1)))
                    .as(start)
                    .isEqualTo(reach);
        }
    }

    @Test
    void thereIsAWayOutAndNoneFurtherIn() {
        for (var from : Reach.values()) {
            assertThat(from.mayLeadTo(from)).isTrue();
            assertThat(from.mayLeadTo(Reach.PUBLIC)).isTrue();
            assertThat(from.mayLeadTo(Reach.PRIVATE)).isEqualTo(from == Reach.MACHINE || from == Reach.PRIVATE);
            assertThat(from.mayLeadTo(Reach.LINK)).isEqualTo(from == Reach.LINK);
            assertThat(from.mayLeadTo(Reach.MACHINE)).isEqualTo(from == Reach.MACHINE);
        }
    }
}
