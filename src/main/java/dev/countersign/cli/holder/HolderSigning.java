package dev.countersign.cli.holder;

import dev.countersign.ceremony.Quorum;
import dev.countersign.ceremony.Shown;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DeclarativeFile;
import dev.countersign.cli.Questions;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.key.KeyRing;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Signed;
import dev.countersign.tuf.key.Key;
import dev.countersign.tuf.key.Signature;
import java.util.List;
import java.util.function.Function;

/** Signing with the keys at hand. Each is checked: only keys of the role may sign. */
public final class HolderSigning {
    private static final int MOST_KEYS = 100;

    private final KeyRing ring;
    private final Questions questions;
    private final Terminal terminal;

    public HolderSigning(KeyRing ring, Questions questions, Terminal terminal) {
        this.ring = ring;
        this.questions = questions;
        this.terminal = terminal;
    }

    /**
     * The signature of a key at hand, under the id that the metadata knows it by.
     *
     * @param allowed the keys whose signature counts
     * @throws CliFailure.CommandRefused when the key is none of them
     */
    public Signature signature(String name, Metadata<?> metadata, List<Key> allowed) {
        DeclarativeFile.requirePublic("nothing was signed", metadata.signed().toJson());
        var held = ring.privateKey(name);
        var listed = allowed.stream()
                .filter(key -> key.sameKeyAs(held.key()))
                .findFirst()
                .orElseThrow(() -> new CliFailure.CommandRefused(name + ": key " + Shown.key(held.key())
                        + " may not sign this (expected: one of " + Shown.keys(allowed) + ")"));
        try {
            var signature = held.under(listed).sign(metadata.signedBytes());
            terminal.note("Signed with the key " + Shown.key(listed) + ".");
            return signature;
        } catch (KeyUnavailable e) {
            throw new CliFailure.CommandRefused(name + ": " + e.getMessage());
        }
    }

    /** The metadata with the signatures of all these keys. */
    public <T extends Signed> Metadata<T> signed(Metadata<T> metadata, List<String> names, List<Key> allowed) {
        var next = metadata;
        for (var name : names) {
            next = next.withSignature(signature(name, metadata, allowed));
        }
        return next;
    }

    /** The metadata with the signatures of holders who are there and asked, until they are enough or no more come. */
    public <T extends Signed> Metadata<T> signedByAsked(
            Metadata<T> metadata, List<Key> allowed, Function<Metadata<T>, List<Quorum>> quorums) {
        var next = metadata;
        for (int i = 0; i < MOST_KEYS && questions.possible(); i++) {
            var needed = quorums.apply(next).stream()
                    .filter(quorum -> quorum.needed() > 0)
                    .toList();
            if (needed.isEmpty()) {
                return next;
            }
            needed.forEach(quorum -> terminal.note(quorum.line()));
            var name = questions
                    .line("Private key of the next holder (file or pkcs11: URI; empty: leave the rest to later): ")
                    .orElse("");
            if (name.isEmpty()) {
                return next;
            }
            try {
                next = next.withSignature(signature(name, metadata, allowed));
            } catch (CliFailure.CommandRefused | CliFailure.Misused e) {
                terminal.warn(String.valueOf(e.getMessage()));
            }
        }
        return next;
    }

    /** The last question before a root goes to the server; without a terminal, or after {@code --yes}, none. */
    public static void requireSending(Metadata<Root> root, Questions questions, boolean yes, ServerOptions options) {
        if (root.signatures().isEmpty()) {
            throw new CliFailure.CommandRefused("nobody has signed; at least one holder must, with --key");
        }
        if (questions.possible() && !yes && !questions.agrees("Send it to " + options.server() + "?")) {
            throw new CliFailure.CommandRefused("nothing was sent, as you asked");
        }
    }
}
