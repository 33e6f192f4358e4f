package dev.countersign.app.service;

import dev.countersign.sign.KeySource;
import dev.countersign.sign.Signer;
import dev.countersign.sign.SigningManner;
import dev.countersign.tuf.key.Key;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A place of keys that is opened when the first key there is asked for. A service has its keys in one place or two, and need not
 * start the clients of the others. Any thread.
 */
final class LazyPlace implements KeySource {
    private final SigningManner manner;
    private final Supplier<KeySource> opening;

    /** Guarded by this. */
    private @Nullable KeySource opened;

    /** @param manner of the place that will be opened; whoever asks for it must not wait */
    LazyPlace(SigningManner manner, Supplier<KeySource> opening) {
        this.manner = manner;
        this.opening = opening;
    }

    @Override
    public Signer open(String location, Key publicKey) {
        return place().open(location, publicKey);
    }

    @Override
    public SigningManner manner() {
        return manner;
    }

    private synchronized KeySource place() {
        var known = opened;
        if (known == null) {
            known = opening.get();
            opened = known;
        }
        return known;
    }
}
