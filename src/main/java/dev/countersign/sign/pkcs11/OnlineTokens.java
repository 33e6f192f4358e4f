package dev.countersign.sign.pkcs11;

import dev.countersign.json.Bytes;
import dev.countersign.sign.KeySource;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.sign.Signer;
import dev.countersign.sign.SigningManner;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.Signature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Online keys in PKCS#11 tokens: {@code pkcs11:token=LABEL;object=LABEL}. Such a URI is public and comes with a root, so which
 * library is loaded and what the PIN is are configuration, and a URI that says so itself is refused. Any thread; each call has a
 * session of its own, which is kept for later calls.
 */
public final class OnlineTokens implements KeySource {
    /** The scheme of the URIs. */
    public static final String SCHEME = Pkcs11Keys.SCHEME;

    private static final char[] NO_PIN = {};
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Path module;
    private final Optional<Path> pinFile;
    private final Map<Key, Queue<TokenObject>> sessions = new ConcurrentHashMap<>();

    /** Calls read; whoever starts the library again writes, because no call may be under way then. */
    private final ReadWriteLock calls = new ReentrantReadWriteLock();

    /** A token could not be reached: many libraries find it again only when they are started again. */
    private volatile boolean restartDue;

    /** Guarded by this, as is the next. */
    private @Nullable Cryptoki loaded;

    /** A PIN that a token has refused is not shown to one again: after a few it would lock itself. */
    private char @Nullable [] refused;

    /** @param pinFile for tokens that want a PIN */
    public OnlineTokens(Path module, Optional<Path> pinFile) {
        this.module = module.toAbsolutePath();
        this.pinFile = pinFile;
    }

    @Override
    public SigningManner manner() {
        return SigningManner.DEVICE;
    }

    @Override
    public Signer open(String location, Key publicKey) {
        var uri = uri(location);
        var idle = sessions.computeIfAbsent(publicKey, _ -> new ConcurrentLinkedQueue<>());
        return new Signer() {
            @Override
            public Key key() {
                return publicKey;
            }

            @Override
            public Signature sign(Bytes message) {
                restartIfDue();
                calls.readLock().lock();
                try {
                    return OnlineTokens.this.sign(uri, publicKey, idle, message);
                } finally {
                    calls.readLock().unlock();
                }
            }
        };
    }

    private Signature sign(Pkcs11Uri uri, Key publicKey, Queue<TokenObject> idle, Bytes message) {
        var kept = idle.poll();
        var object = kept == null ? find(uri) : kept;
        try {
            var signature = new TokenSigner(publicKey, object).sign(message);
            idle.add(object);
            return signature;
        } catch (KeyUnavailable e) {
            // The session, and those beside it, may have ended with the token.
            for (var ended = object; ended != null; ended = idle.poll()) {
                ended.close();
            }
            throw e;
        }
    }

    /** Unless a call is under way that does not end. */
    private void restartIfDue() {
        if (!restartDue) {
            return;
        }
        try {
            if (calls.writeLock().tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    restart();
                } finally {
                    calls.writeLock().unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw KeyUnavailable.away("interrupted while waiting for a token");
        }
    }

    /** All sessions end with it, also those of other keys; these open others. */
    private void restart() {
        if (restartDue) {
            sessions.values().forEach(Queue::clear);
            library().restart();
            restartDue = false;
        }
    }

    private Pkcs11Uri uri(String location) {
        var uri = Pkcs11Uri.parse(location, module.toString());
        if (uri.pinValue() != null || uri.pinSource() != null) {
            throw new KeyUnavailable("the key's URI, which everyone can read, says what the PIN is or where it lies"
                    + " (expected: keys.pkcs11.pin-file, and a URI without it)");
        }
        if (!uri.module().equals(module.toString())) {
            throw new KeyUnavailable("the key's URI names another library than this service uses (expected: a URI"
                    + " without module-path, and keys.pkcs11.module)");
        }
        return uri;
    }

    private TokenObject find(Pkcs11Uri uri) {
        try {
            return search(uri);
        } catch (KeyUnavailable e) {
            if (e.again() instanceof KeyUnavailable.Again.Soon) {
                restartDue = true;
            }
            throw e;
        }
    }

    private TokenObject search(Pkcs11Uri uri) {
        var cryptoki = library();
        long session = cryptoki.open(TokenSearch.slot(uri, cryptoki));
        try {
            var pin = pin();
            login(cryptoki, session, pin);
            return TokenSearch.find(uri, cryptoki, session, pin);
        } catch (KeyUnavailable e) {
            cryptoki.close(session);
            throw e;
        }
    }

    private synchronized Cryptoki library() {
        var known = loaded;
        if (known == null) {
            if (!Files.isRegularFile(module)) {
                throw new KeyUnavailable(
                        "keys.pkcs11.module: " + module + " is no file (expected: the token's library)");
            }
            known = Cryptoki.load(module);
            loaded = known;
        }
        return known;
    }

    private char[] pin() {
        return pinFile.map(file -> Pkcs11Keys.fromFile(file.toString())).orElse(NO_PIN);
    }

    private synchronized void login(Cryptoki cryptoki, long session, char[] pin) {
        if (pin.length == 0) {
            return;
        }
        if (Arrays.equals(pin, refused) || !cryptoki.accepts(session, pin)) {
            refused = pin;
            throw new KeyUnavailable("the token refuses the PIN in keys.pkcs11.pin-file (expected: its PIN; this one is"
                    + " not tried again, so that the token does not lock itself)");
        }
    }
}
