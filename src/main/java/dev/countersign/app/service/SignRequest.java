package dev.countersign.app.service;

import dev.countersign.json.InvalidInput;
import dev.countersign.publish.Draft;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.OnlineKeys;
import dev.countersign.tuf.key.Key;
import java.time.Duration;
import java.util.List;

/** Drafts for one signing worker; an empty list asks whether the key can sign. */
record SignRequest(Key key, List<Draft> drafts) {

    static final Endpoint<SignRequest, SignReply> ENDPOINT = new Endpoint<>("sign", Duration.ofMinutes(5));

    /** What became of the drafts, in their order; or why none could be signed. */
    record SignReply(SigningOutcome outcome) {}

    sealed interface SigningOutcome {

        record AllSigned(List<Draft.SignedDraft> drafts) implements SigningOutcome {}

        /** The key or a draft was refused; the publisher decides by the type of the exception. */
        record NotSigned(RuntimeException why) implements SigningOutcome {}
    }

    SignRequest {
        drafts = List.copyOf(drafts);
    }

    /** Signs here and now; blocks. */
    SignReply with(OnlineKeys keys) {
        try {
            var signer = keys.signer(key);
            return new SignReply(new SigningOutcome.AllSigned(
                    drafts.stream().map(draft -> draft.sign(signer)).toList()));
        } catch (KeyUnavailable | InvalidInput | IllegalArgumentException refused) {
            return new SignReply(new SigningOutcome.NotSigned(refused));
        }
    }
}
