package dev.countersign.app.service;

import dev.countersign.json.InvalidInput;
import dev.countersign.publish.Draft;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.OnlineKeys;
import dev.countersign.tuf.key.Key;
import java.time.Duration;
import java.util.List;

/** Drafts for one signing worker; none asks whether the key can sign. */
record Sign(Key key, List<Draft> drafts) {

    static final Endpoint<Sign, Reply> ENDPOINT = new Endpoint<>("sign", Duration.ofMinutes(5));

    /** What became of the drafts, in their order; or why none could be signed. */
    record Reply(Outcome outcome) {}

    sealed interface Outcome {

        record Signed(List<Draft.Signed> drafts) implements Outcome {}

        /** The key or a draft was refused; the publisher decides by the type of the exception. */
        record Refused(RuntimeException why) implements Outcome {}
    }

    Sign {
        drafts = List.copyOf(drafts);
    }

    /** Signs here and now; blocks. */
    Reply with(OnlineKeys keys) {
        try {
            var signer = keys.signer(key);
            return new Reply(new Outcome.Signed(
                    drafts.stream().map(draft -> draft.sign(signer)).toList()));
        } catch (KeyUnavailable | InvalidInput | IllegalArgumentException refused) {
            return new Reply(new Outcome.Refused(refused));
        }
    }
}
