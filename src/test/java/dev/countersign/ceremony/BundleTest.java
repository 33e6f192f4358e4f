package dev.countersign.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TufException;
import dev.countersign.tuf.key.Key;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BundleTest {
    private static final RoleName RELEASES = RoleName.delegated("releases");

    private final Holder alice = Holder.named("Alice");
    private final Holder bob = Holder.named("Bob");
    private final Key online = Holder.onlineKey();
    private final Metadata<Root> first = Holder.signed(Holder.root(1, 2, online, alice, bob), alice, bob);
    private final Metadata<Root> next = Holder.signed(
            new RootEdit(List.of(), List.of(), 1, 90, null, null, null).apply(first.signed(), Holder.NOW), alice);

    private Bundle bundle() {
        var roles = new LinkedHashMap<RoleName, Metadata<?>>();
        roles.put(RoleName.ROOT, next);
        roles.put(RELEASES, Holder.signed(Holder.targets(2, Map.of("releases/a", "one"))));
        var current = new LinkedHashMap<RoleName, Metadata<Targets>>();
        current.put(RELEASES, Holder.signed(Holder.targets(1, Map.of()), alice));
        var targets = Holder.signed(Holder.delegating(1, "releases", 1, alice), alice);
        return new Bundle(new PendingSignatures(roles, first, targets, null), List.of(first.toBytes()), current);
    }

    private static Json.Obj parsed(String text) {
        return Json.parseObject(Bytes.utf8(text), JsonLimits.METADATA);
    }

    @Test
    void everythingArrivesAsItWasSent() {
        var arrived = Bundle.parse(parsed(bundle().toJson().toText()));

        assertThat(arrived.pending().root()).isNotNull().satisfies(root -> {
            assertThat(root.signedBytes()).isEqualTo(next.signedBytes());
            assertThat(root.signatures()).isEqualTo(next.signatures());
        });
        assertThat(RootChain.startingFrom(arrived.roots().getFirst()).newest().signedBytes())
                .isEqualTo(first.signedBytes());
        assertThat(arrived.current()).containsOnlyKeys(RELEASES);
        assertThat(arrived.pending().targets(RELEASES)).isNotNull();
    }

    @Test
    void anAlteredRootIsFoundByItsDigest() {
        var altered = bundle().toJson().toText().replaceFirst("\"threshold\":1", "\"threshold\":2");

        assertThatThrownBy(() -> Bundle.parse(parsed(altered)))
                .isInstanceOf(TufException.UntrustedMetadata.class)
                .hasMessageStartingWith("the bundle was altered: the digest of ");
    }

    @Test
    void anotherFileIsNoBundle() {
        assertThatThrownBy(() -> Bundle.parse(parsed("{\"data\":{}}")))
                .hasMessageContaining("expected: a file that 'sign bundle' wrote");
        assertThat(Bundle.isBundle(parsed("{\"data\":{}}"))).isFalse();
    }

    @Test
    void theDigestIsReadOutInGroupsAndTakenInAnyForm() {
        var print = Fingerprint.compute(next);

        assertThat(print.grouped().replaceAll("\\s", "")).isEqualTo(print.hex());
        assertThat(print.grouped().lines()).hasSize(2);
        assertThat(print.matches(print.grouped().toUpperCase(Locale.ROOT))).isTrue();
        assertThat(print.matches("sha256:" + print.hex())).isTrue();
        assertThat(print.matches(print.hex().substring(1))).isFalse();
    }

    @Test
    void namesThatCouldFoolAScreenAreShownAsWhatTheyAre() {
        assertThat(Shown.text("A\u001b[2Jlice\u202e\n")).isEqualTo("A\\u001b[2Jlice\\u202e\\u000a");
        assertThat(Shown.text("x".repeat(300))).hasSize(201).endsWith("…");
    }
}
