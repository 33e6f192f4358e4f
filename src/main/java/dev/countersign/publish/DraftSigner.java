package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.key.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Has the pool sign with the online key of each role, and waits for it. */
final class DraftSigner {
    private final SigningPool pool;
    private final Function<RoleName, Key> keys;
    private final AnswerLimit answers;

    DraftSigner(SigningPool pool, Function<RoleName, Key> keys, AnswerLimit answers) {
        this.pool = pool;
        this.keys = keys;
        this.answers = answers;
    }

    /** Whether the online key's signature is there already. */
    boolean hasSigned(RoleName role, Metadata<?> metadata) {
        var key = keys.apply(role);
        return metadata.signatures().stream()
                .anyMatch(signature -> signature.keyid().equals(key.id()));
    }

    /**
     * The signed file.
     *
     * @throws RolesTooLarge when clients would refuse it for its size
     */
    Bytes sign(Draft.Whole draft) {
        var signed = signed(List.of(draft), new SignsOfLife(1)).getFirst();
        if (signed.overflow() != null) {
            throw new RolesTooLarge(Map.of(draft.role(), signed.overflow()));
        }
        return Objects.requireNonNull(signed.file());
    }

    /**
     * Signs them all and returns them in any order. Roles that start empty with the same version and expiry have the
     * same bytes, so they share one signature.
     */
    List<Draft.SignedDraft> signAll(List<Draft.Edited> drafts, SignsOfLife signs) {
        var model =
                drafts.stream().filter(Draft.Edited::startsEmpty).findFirst().orElse(null);
        if (model == null) {
            return signed(List.copyOf(drafts), signs);
        }
        var different = new ArrayList<Draft>();
        var alike = new ArrayList<Draft>();
        for (var draft : drafts) {
            (draft.hasSameBytesAs(model) ? alike : different).add(draft);
        }
        different.add(model);
        var signed = new ArrayList<>(signed(different, signs));
        var file = signed.removeLast().file();
        alike.forEach(draft -> signed.add(new Draft.SignedDraft(draft, file, Set.of(), null)));
        return signed;
    }

    /** Delegated roles, or one top-level role: they have one key. */
    private List<Draft.SignedDraft> signed(List<Draft> drafts, SignsOfLife signs) {
        return drafts.isEmpty()
                ? List.of()
                : answers.await(pool.sign(keys.apply(drafts.getFirst().role()), drafts, signs), signs);
    }
}
