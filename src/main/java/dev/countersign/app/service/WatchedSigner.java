package dev.countersign.app.service;

import dev.countersign.json.Bytes;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.Signature;
import java.util.List;

/** A signer whose calls are measured, and noticed when they do not end. */
final class WatchedSigner implements Signer {
    private final Signer signer;
    private final KeyHealth health;
    private final KeyMetrics metrics;

    WatchedSigner(Signer signer, KeyHealth health, KeyMetrics metrics) {
        this.signer = signer;
        this.health = health;
        this.metrics = metrics;
    }

    @Override
    public Key key() {
        return signer.key();
    }

    @Override
    public Signature sign(Bytes message) {
        return signAll(List.of(message)).getFirst();
    }

    @Override
    public List<Signature> signAll(List<Bytes> messages) {
        var signatures = health.watched(() -> metrics.timed(key(), () -> signer.signAll(messages)));
        health.signed(signatures.size());
        return signatures;
    }

    @Override
    public String toString() {
        return "WatchedSigner[" + key().id() + "]";
    }
}
