package dev.countersign.cli.signing;

import dev.countersign.ceremony.PendingSignatures;
import dev.countersign.ceremony.Review;
import dev.countersign.ceremony.SignatureFile;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Exit;
import dev.countersign.cli.Terminal;
import dev.countersign.cli.api.ServerOptions;
import dev.countersign.cli.holder.HolderSession;
import dev.countersign.cli.holder.PayloadFile;
import dev.countersign.cli.holder.SignatureStanding;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.tuf.RoleName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Signatures on their way to a server, and what becomes of what they sign. */
final class SignatureSubmission {
    private final ServerOptions options;

    SignatureSubmission(ServerOptions options) {
        this.options = options;
    }

    /** Sends the signatures in files. */
    int submit(List<Path> files) {
        var signatures = files.stream().map(SignatureSubmission::read).toList();
        try (var session = new HolderSession(options)) {
            return report(send(signatures, session, session.api().pending()));
        }
    }

    /** Writes a signature to a file instead of sending it. Returns the exit status. */
    static int write(Review review, SignatureFile signature, Path file, Terminal terminal) {
        PayloadFile.write(file, signature.toJson());
        terminal.result(
                Json.object()
                        .put("file", file.toString())
                        .put("role", review.role().value())
                        .put("version", review.metadata().signed().version())
                        .put("sha256", review.fingerprint().hex())
                        .put("keyid", signature.signature().keyid().value())
                        .put("state", "not sent")
                        .build(),
                "Wrote " + file + "; nothing was sent. Send it with: countersign sign submit " + file);
        return Exit.OK.code();
    }

    private static SignatureFile read(Path file) {
        var json = PayloadFile.json(file);
        try {
            return SignatureFile.parse(json);
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused(file + ": " + e.getMessage());
        }
    }

    /** Sends signatures of one role's version. */
    int send(List<SignatureFile> signatures, HolderSession session, int version) {
        var standings = new LinkedHashMap<RoleName, SignatureStanding>();
        for (var signature : signatures) {
            standings.put(signature.role(), sent(signature, session, version));
        }
        return report(List.copyOf(standings.values()));
    }

    private List<SignatureStanding> send(
            List<SignatureFile> signatures, HolderSession session, PendingSignatures pending) {
        var standings = new LinkedHashMap<RoleName, SignatureStanding>();
        for (var signature : signatures) {
            var waiting = pending.roles().get(signature.role());
            if (waiting == null) {
                throw new CliFailure.CommandRefused(signature.role() + " does not wait for signatures; "
                        + (standings.isEmpty() ? "nothing was sent" : "those before it were sent"));
            }
            standings.put(
                    signature.role(), sent(signature, session, waiting.signed().version()));
        }
        return List.copyOf(standings.values());
    }

    private SignatureStanding sent(SignatureFile signature, HolderSession session, int version) {
        var what = "the signature of " + signature.role() + " " + version + " by "
                + signature.signature().keyid();
        options.terminal().progress("Sending " + what);
        var report = session.finished(what, session.api().sign(signature));
        return session.standing(report, signature.role(), version);
    }

    private int report(List<SignatureStanding> standings) {
        var json = new ArrayList<Json>();
        var text = new ArrayList<String>();
        for (var standing : standings) {
            json.add(standing.json().build());
            text.add(
                    standing.pending()
                            ? "The signature was taken.\n" + standing.pendingText()
                            : standing.role() + " " + standing.version() + " has all its signatures and is published.");
        }
        options.terminal()
                .result(Json.object().put("signed", new Json.Arr(json)).build(), String.join("\n", text));
        return standings.stream().anyMatch(SignatureStanding::pending) ? Exit.PENDING.code() : Exit.OK.code();
    }
}
