package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.document.TargetsDocument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Makes new versions of delegated roles that the service signs alone. */
final class OnlineRoles {
    private final Repository.Established repository;
    private final NextVersions versions;
    private final DraftSigner signer;
    private final SliceWriter writer;
    private final RoleSlices slices;
    private final Observer observer;

    OnlineRoles(
            Repository.Established repository,
            NextVersions versions,
            DraftSigner signer,
            SliceWriter writer,
            RoleSlices slices,
            Observer observer) {
        this.repository = repository;
        this.slices = slices;
        this.observer = observer;
        this.versions = versions;
        this.signer = signer;
        this.writer = writer;
    }

    /**
     * Signs the roles slice by slice.
     *
     * @throws RolesTooLarge with every role that clients would refuse for its size
     */
    SignedRoles sign(List<Map.Entry<RoleName, RoleChange>> roles) {
        var signs = new SignsOfLife(roles.size());
        observer.signing(signs);
        try {
            return signed(roles, signs);
        } finally {
            observer.signing(null);
        }
    }

    private SignedRoles signed(List<Map.Entry<RoleName, RoleChange>> roles, SignsOfLife signs) {
        var done = new AtomicInteger();
        var signed = SignedRoles.together(slices.each(roles, slice -> {
            var made = sign(slice, signs);
            signs.reached(done.addAndGet(slice.roles().size()));
            return made;
        }));
        if (!signed.tooLarge().isEmpty()) {
            throw new RolesTooLarge(signed.tooLarge());
        }
        return signed;
    }

    private SignedRoles sign(RoleSlices.Slice slice, SignsOfLife signs) {
        var absent = new HashSet<TargetPath>();
        var tooLarge = new LinkedHashMap<RoleName, Overflow>();
        var files = new ArrayList<StoredFile>();
        for (var signed : signer.signAll(drafts(slice), signs)) {
            var draft = signed.draft();
            absent.addAll(signed.absent());
            if (signed.overflow() != null) {
                tooLarge.put(draft.role(), signed.overflow());
            } else if (signed.file() != null) {
                files.add(new StoredFile(draft.role(), draft.version(), draft.expires(), signed.file()));
            }
        }
        var made = new MadeFiles(files.stream().map(writer::add).toList());
        return new SignedRoles(made, waiting(files), absent, tooLarge);
    }

    private List<Draft.Edited> drafts(RoleSlices.Slice slice) {
        return slice.roles().stream()
                .map(role -> draft(role.getKey(), role.getValue(), slice.published()))
                .toList();
    }

    private Draft.Edited draft(RoleName role, RoleChange change, Map<RoleVersion, StoredFile> published) {
        var base = change instanceof RoleChange.Begin ? null : base(role, published);
        return new Draft.Edited(role, versions.next(role), versions.expiry(role), base, change);
    }

    private @Nullable Bytes base(RoleName role, Map<RoleVersion, StoredFile> published) {
        var waiting = repository.pending().get(role);
        if (waiting != null && !repository.isProposed(role)) {
            // Until now its holders had to sign it. The version that waited for them is published without them.
            return waiting.toBytes();
        }
        var version = versions.published(role);
        if (version == 0) {
            return null;
        }
        var file = published.get(new RoleVersion(role, version));
        if (file == null) {
            throw new IllegalStateException(role.fileName(version)
                    + " is in the snapshot but not in the database: restore it from a backup or a mirror");
        }
        return file.bytes();
    }

    /** The roles of which something else waits for holders after this, with what waits; empty for nothing. */
    private Map<RoleName, Optional<Metadata<Targets>>> waiting(List<StoredFile> files) {
        var waiting = new LinkedHashMap<RoleName, Optional<Metadata<Targets>>>();
        for (var file : files) {
            if (repository.isProposed(file.role())) {
                waiting.put(file.role(), Optional.of(proposal(file)));
            } else if (repository.waiting().includes(file.role())) {
                waiting.put(file.role(), Optional.empty());
            }
        }
        return waiting;
    }

    /** The same content as the next version. When its holders have signed it, the role is theirs. */
    private static Metadata<Targets> proposal(StoredFile file) {
        var canonical = TargetsDocument.parse(file.bytes()).signedBytes(file.version() + 1, file.expires());
        return Metadata.parseTargets(MetadataFile.assemble(List.of(), canonical));
    }
}
