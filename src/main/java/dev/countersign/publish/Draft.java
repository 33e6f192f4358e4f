package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.sign.Signer;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.document.TargetsDocument;
import dev.countersign.tuf.key.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One file to make, with all that a signing worker needs. Immutable. */
public sealed interface Draft {

    RoleName role();

    int version();

    Instant expires();

    /** All of the file but its signature. CPU-bound; safe on any thread; may be repeated. */
    DraftToSign make();

    /** Makes the file. CPU-bound or blocking; safe on any thread; may be repeated. */
    default SignedDraft sign(Signer signer) {
        var unsigned = make();
        return unsigned.canonical() == null ? unsigned.unchanged() : unsigned.with(signer.sign(unsigned.canonical()));
    }

    /** Makes the files of all of them, in their order, with as few calls as the signer needs. */
    static List<SignedDraft> signAll(List<Draft> drafts, Signer signer) {
        var made = drafts.stream().map(Draft::make).toList();
        var messages = made.stream()
                .map(DraftToSign::canonical)
                .filter(Objects::nonNull)
                .toList();
        var signatures = (messages.isEmpty() ? List.<Signature>of() : signer.signAll(messages)).iterator();
        return made.stream()
                .map(each -> each.canonical() == null ? each.unchanged() : each.with(signatures.next()))
                .toList();
    }

    /**
     * What is to be signed of a draft.
     *
     * @param canonical null when nothing changed
     * @param overflow finds out whether the signed file is too large
     */
    record DraftToSign(Draft draft, @Nullable Bytes canonical, Set<TargetPath> absent, SizeCheck overflow) {

        /** Null when the file is not too large. */
        @FunctionalInterface
        interface SizeCheck {
            @Nullable
            Overflow find(Bytes file);
        }

        SignedDraft unchanged() {
            return new SignedDraft(draft, null, absent, null);
        }

        SignedDraft with(Signature signature) {
            var file = MetadataFile.assemble(List.of(signature), Objects.requireNonNull(canonical));
            // The public log asks for it later, on the publisher's thread.
            var _ = file.sha256();
            var tooLarge = overflow.find(file);
            return new SignedDraft(draft, tooLarge == null ? file : null, absent, tooLarge);
        }
    }

    /**
     * What became of a draft.
     *
     * @param file the signed file; null when nothing changed or the file would be too large
     * @param absent the paths removed or asked for that were no targets before
     * @param overflow why there is no file, or null
     */
    record SignedDraft(
            Draft draft,
            @Nullable Bytes file,
            Set<TargetPath> absent,
            @Nullable Overflow overflow) {}

    /** Metadata whose canonical bytes are known. */
    record Whole(RoleName role, int version, Instant expires, Bytes canonical) implements Draft {
        @Override
        public DraftToSign make() {
            return new DraftToSign(this, canonical, Set.of(), file -> Overflow.find(role, file));
        }
    }

    /**
     * The next version of a targets role that the service signs alone.
     *
     * @param base the file as published, or null for a role that starts empty
     */
    record Edited(
            RoleName role,
            int version,
            Instant expires,
            @Nullable Bytes base,
            RoleChange change) implements Draft {

        @Override
        public DraftToSign make() {
            var before = base == null ? TargetsDocument.EMPTY : TargetsDocument.parse(base);
            var after = change.applyTo(before);
            var canonical = after.newVersion() ? after.content().signedBytes(version, expires) : null;
            return new DraftToSign(
                    this, canonical, after.absent(), file -> Overflow.find(role, file, before, change.entries()));
        }

        /** Whether it has no targets: its bytes follow from version and expiry alone. */
        boolean startsEmpty() {
            return base == null && !(change instanceof RoleChange.Edit);
        }

        boolean hasSameBytesAs(Edited empty) {
            return startsEmpty() && version == empty.version && expires.equals(empty.expires);
        }
    }
}
