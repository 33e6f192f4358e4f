package dev.countersign.publish;

import dev.countersign.tuf.key.Key;
import io.vertx.core.Future;
import java.util.List;

/** Signs wherever the key is. Answers come in the order of the drafts; every signature has been verified. */
public interface SigningPool {

    /** Fails with {@link dev.countersign.sign.KeyUnavailable} when the private half of the key cannot be used. */
    Future<List<Draft.SignedDraft>> sign(Key key, List<Draft> drafts, SignsOfLife signs);

    /** Tries whether the key can sign; fails like {@link #sign}. */
    Future<Void> check(Key key);
}
