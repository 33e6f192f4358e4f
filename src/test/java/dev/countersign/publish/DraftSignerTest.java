package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.json.Bytes;
import dev.countersign.sign.file.GeneratedKey;
import dev.countersign.sign.file.KeyKind;
import dev.countersign.sign.file.PrivateKeys;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.Key;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class DraftSignerTest {
    private static final Instant SOON = Instant.parse("2030-01-01T00:00:00Z");

    private final GeneratedKey key = PrivateKeys.generate(KeyKind.ED25519, new SecureRandom());
    private final List<Draft> asked = new ArrayList<>();
    private final DraftSigner signer =
            new DraftSigner(new Pool(), _ -> key.toKey(), new AnswerLimit(Duration.ofSeconds(5)));

    @Test
    void oneSignatureServesRolesThatStartEmptyAlike() {
        var drafts = List.of(
                empty("bins-0", 1, SOON),
                edited("bins-1"),
                empty("bins-2", 1, SOON),
                empty("bins-3", 2, SOON),
                empty("bins-4", 1, SOON.plusSeconds(1)),
                empty("bins-5", 1, SOON));

        var signed = signer.signAll(drafts, new SignsOfLife(drafts.size()));

        assertThat(asked).hasSize(4);
        assertThat(signed)
                .extracting(each -> each.draft().role())
                .containsExactlyInAnyOrderElementsOf(
                        drafts.stream().map(Draft.Edited::role).toList());
        for (var each : signed) {
            var targets =
                    Metadata.parseTargets(Objects.requireNonNull(each.file())).signed();
            assertThat(targets.version()).isEqualTo(each.draft().version());
            assertThat(targets.expires()).isEqualTo(each.draft().expires());
            assertThat(targets.targets()).hasSize(each.draft().role().value().equals("bins-1") ? 1 : 0);
        }
    }

    @Test
    void refusesAFileThatClientsWouldRefuse() {
        var canonical = Bytes.utf8("\"" + "x".repeat(Limits.maxBytes(RoleName.TIMESTAMP)) + "\"");

        assertThatThrownBy(() -> signer.sign(new Draft.Whole(RoleName.TIMESTAMP, 1, SOON, canonical)))
                .isInstanceOf(RolesTooLarge.class);
    }

    private static Draft.Edited empty(String role, int version, Instant expires) {
        return new Draft.Edited(new RoleName(role), version, expires, null, new RoleChange.Begin());
    }

    private static Draft.Edited edited(String role) {
        var edit = new RoleChange.Edit(List.of(Bench.entry("a", 1)), List.of());
        return new Draft.Edited(new RoleName(role), 1, SOON, null, edit);
    }

    private final class Pool implements SigningPool {
        @Override
        public Future<List<Draft.SignedDraft>> sign(Key with, List<Draft> drafts, SignsOfLife signs) {
            asked.addAll(drafts);
            return Future.succeededFuture(
                    drafts.stream().map(draft -> draft.sign(key.signer())).toList());
        }

        @Override
        public Future<Void> check(Key with) {
            return Future.succeededFuture();
        }
    }
}
