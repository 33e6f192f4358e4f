package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Head;
import dev.countersign.repository.Layout;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.Publications;
import dev.countersign.repository.Repository;
import dev.countersign.repository.RoleVersion;
import dev.countersign.repository.StoredFile;
import dev.countersign.tuf.Key;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.MetaFile;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.MetadataFile;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.SnapshotDocument;
import dev.countersign.tuf.TargetEntry;
import dev.countersign.tuf.TargetPath;
import dev.countersign.tuf.Targets;
import dev.countersign.tuf.TargetsDocument;
import dev.countersign.tuf.Timestamp;
import dev.countersign.tuf.Validity;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One publication, from plan to commit.
 *
 * <p>The order is always delegated roles, targets, snapshot, timestamp (specification, 6.2): what points is made after
 * what it points to. All files go into one transaction that ends with a compare-and-swap of the publication number.
 * Nothing is visible to anyone before that commit, so a crash at any line before it leaves the repository as it was,
 * and one after it leaves the whole publication; recovery reads the committed state and goes on.
 *
 * <p>Memory is bounded by slices: role files are loaded, merged, signed and handed to the transaction a slice at a time.
 * An instance is used once, by the publisher's thread.
 */
final class Publication {

    /** The roles whose files clients would refuse for their size; nothing was published. */
    static final class RolesTooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Map<RoleName, Overflow> overflows;

        RolesTooLarge(Map<RoleName, Overflow> overflows) {
            super(overflows.values().stream().map(Overflow::reason).collect(Collectors.joining("; ")));
            this.overflows = Map.copyOf(overflows);
        }

        Map<RoleName, Overflow> overflows() {
            return overflows;
        }
    }

    /**
     * What was committed.
     *
     * @param expiries of the roles that have a new version
     * @param files the files as far as they fitted the memory kept for readers, top-level ones always
     */
    record Committed(State state, Map<RoleName, Instant> expiries, List<StoredFile> files, int fileCount, long bytes) {}

    /** Of files whose size is not known yet. */
    private static final int FIRST_SLICE = 32;

    private static final int MIN_SLICE = 4;
    private static final int MAX_SLICE = 1_024;
    /** Of files made by one publication that readers find in memory at once. */
    private static final long KEPT_BYTES = 8 << 20;

    private final MetadataFiles files;
    private final Publications publications;
    private final SigningPool signing;
    private final PublisherSettings settings;
    private final State before;
    private final Plan plan;
    private final CurrentPace pace;
    private final Instant now;
    private final Key key;

    private final Map<RoleName, Integer> versions = new HashMap<>();
    private final Map<RoleName, Instant> expiries = new LinkedHashMap<>();
    private final List<RoleVersion> retired = new ArrayList<>();
    private final Set<TargetPath> absent = new HashSet<>();
    private final List<RoleName> published = new ArrayList<>();
    private final Map<RoleName, Overflow> tooLarge = new LinkedHashMap<>();
    private final List<StoredFile> unwritten = new ArrayList<>();
    private final List<StoredFile> kept = new ArrayList<>();
    private Repository.Established repository;
    private boolean decided;
    private Future<Publications.Transaction> opening = Future.failedFuture("not begun");
    private Future<Void> writing = Future.succeededFuture();
    private long unwrittenBytes;
    private long totalBytes;
    private int fileCount;

    Publication(
            MetadataFiles files,
            Publications publications,
            SigningPool signing,
            PublisherSettings settings,
            State before,
            Plan plan,
            CurrentPace pace,
            Instant now) {
        this.files = files;
        this.publications = publications;
        this.signing = signing;
        this.settings = settings;
        this.before = before;
        this.plan = plan;
        this.pace = pace;
        this.now = now.truncatedTo(ChronoUnit.MICROS);
        this.repository = plan.repository();
        this.decided = plan.decided();
        this.key = plan.repository().onlineKey();
    }

    /**
     * Runs it.
     *
     * @throws Publications.Superseded when another node was first; nothing was written
     * @throws Publications.OutcomeUnknown when only the database knows whether it happened
     * @throws RolesTooLarge when clients would refuse a file; nothing was written
     */
    Committed run() {
        // Nothing waits for it before there is something to write.
        opening = publications.begin(before.head().publication());
        try {
            signRoles();
            proposeOfflineRoles();
            publishCompleteRoles();
            var targets = signTargets();
            var snapshot = signSnapshot();
            var timestamp = signTimestamp(snapshot);
            publishRoot();
            return commit(targets, snapshot, timestamp);
        } catch (RuntimeException e) {
            abandon(e);
            throw e;
        }
    }

    private record Slice(
            List<Map.Entry<RoleName, Plan.RoleChange>> roles, Future<Map<RoleVersion, StoredFile>> bases) {}

    /** Phase 1: every online delegated role of the plan, slice by slice; without pauses, loading runs ahead of signing. */
    private void signRoles() {
        var layout = Layout.of(repository);
        var online = plan.roles().entrySet().stream()
                .filter(change -> layout.isOnline(change.getKey()))
                .toList();
        var size = pace.isUnbroken() ? FIRST_SLICE : MIN_SLICE;
        var from = 0;
        var next = load(online, from, size);
        while (!next.roles().isEmpty()) {
            var began = pace.begin();
            var slice = next;
            from += slice.roles().size();
            var bases = await(slice.bases());
            var ahead = pace.isUnbroken();
            if (ahead) {
                next = load(online, from, size);
            }
            var bytes = signSlice(slice.roles(), bases);
            size = Math.clamp(
                    pace.sliceBytes() / Math.max(1, bytes / slice.roles().size()), MIN_SLICE, MAX_SLICE);
            if (!ahead) {
                if (from < online.size()) {
                    pace.pauseAfter(began, slice.roles().size() / (double) online.size());
                }
                next = load(online, from, size);
            }
        }
        if (!tooLarge.isEmpty()) {
            throw new RolesTooLarge(tooLarge);
        }
    }

    private Slice load(List<Map.Entry<RoleName, Plan.RoleChange>> online, int from, int size) {
        var roles = online.subList(from, Math.min(online.size(), from + size));
        var keys = roles.stream()
                .filter(change -> !change.getValue().fresh())
                .map(change -> new RoleVersion(change.getKey(), versionOf(change.getKey())))
                .filter(role -> role.version() > 0)
                .toList();
        return new Slice(roles, keys.isEmpty() ? Future.succeededFuture(Map.of()) : files.findAll(keys));
    }

    /** Returns how many bytes were made. */
    private long signSlice(List<Map.Entry<RoleName, Plan.RoleChange>> roles, Map<RoleVersion, StoredFile> bases) {
        var drafts = new ArrayList<Draft>(roles.size());
        for (var change : roles) {
            drafts.add(draft(change.getKey(), change.getValue(), bases));
        }
        var bytes = 0L;
        for (var signed : signDistinct(drafts)) {
            absent.addAll(signed.absent());
            var role = signed.draft().role();
            if (signed.overflow() != null) {
                tooLarge.put(role, signed.overflow());
            } else if (signed.file() != null) {
                bytes += signed.file().length();
                add(role, signed.draft().version(), signed.draft().expires(), signed.file());
                settlePending(role, signed.draft().version(), signed.file());
                published.add(role);
            }
        }
        return bytes;
    }

    private Draft draft(RoleName role, Plan.RoleChange change, Map<RoleVersion, StoredFile> bases) {
        var version = versionOf(role);
        var base = change.fresh() ? null : base(role, version, bases);
        return new Draft.Edited(
                role, version + 1, expiry(role), base, change.edits(), change.questions(), change.always());
    }

    private @Nullable Bytes base(RoleName role, int version, Map<RoleVersion, StoredFile> bases) {
        var waiting = repository.pending().get(role);
        if (waiting != null && !repository.isProposed(role)) {
            // It was its holders' until now: what waited for them is published without them.
            return waiting.toBytes();
        }
        if (version == 0) {
            return null;
        }
        var base = bases.get(new RoleVersion(role, version));
        if (base == null) {
            throw new IllegalStateException(role.fileName(version)
                    + " is in the snapshot but not in the database: restore it from a backup or a mirror");
        }
        return base.bytes();
    }

    /** A version made by the service alone: nothing waits any more, or, on the way to holders, this content does. */
    private void settlePending(RoleName role, int version, Bytes file) {
        if (repository.isProposed(role)) {
            var next = TargetsDocument.ofFile(file).signedBytes(version + 1, expiry(role));
            keepPending(role, Metadata.parseTargets(MetadataFile.assemble(List.of(), next)));
        } else if (repository.pending().containsKey(role)) {
            keepPending(role, null);
        }
    }

    private void keepPending(RoleName role, @Nullable Metadata<Targets> waiting) {
        repository = repository.withPending(role, waiting);
        decided = true;
    }

    /** Roles that start empty at the same version and expiry have the same bytes; one signature serves them all. */
    private List<Draft.Signed> signDistinct(List<Draft> drafts) {
        var firstFresh = drafts.stream().filter(Publication::startsEmpty).findFirst();
        if (firstFresh.isEmpty() || drafts.size() == 1) {
            return await(signing.sign(key, drafts));
        }
        var model = firstFresh.get();
        var alike = new ArrayList<Draft>();
        var others = new ArrayList<Draft>();
        for (var draft : drafts) {
            var same = startsEmpty(draft)
                    && draft.version() == model.version()
                    && draft.expires().equals(model.expires());
            (same ? alike : others).add(draft);
        }
        others.add(model);
        var signed = new ArrayList<>(await(signing.sign(key, others)));
        var file = signed.removeLast().file();
        alike.forEach(draft -> signed.add(new Draft.Signed(draft, file, Set.of(), null)));
        return signed;
    }

    private static boolean startsEmpty(Draft draft) {
        return draft instanceof Draft.Edited edited
                && edited.base() == null
                && edited.edits().isEmpty()
                && edited.questions().isEmpty();
    }

    /** Phase 2: offline roles get a version that waits for their holders; it is kept with the decisions. */
    private void proposeOfflineRoles() {
        var layout = Layout.of(repository);
        for (var change : plan.roles().entrySet()) {
            var role = layout.customRole(change.getKey());
            if (role == null || layout.isOnline(change.getKey())) {
                continue;
            }
            var proposal = propose(change.getKey(), change.getValue());
            if (proposal != null) {
                keepPending(change.getKey(), proposal);
            }
        }
        cosignPending(Layout.of(repository));
    }

    private @Nullable Metadata<Targets> propose(RoleName role, Plan.RoleChange change) {
        var version = versionOf(role);
        var base = change.fresh() ? TargetsDocument.EMPTY : contentOf(role, version);
        var merge = base.merge(TargetEntry.sorted(change.edits()));
        absent.addAll(merge.notFound());
        change.questions().stream().filter(path -> base.find(path) == null).forEach(absent::add);
        if (!change.always() && !merge.changed()) {
            return null;
        }
        var canonical = merge.document().signedBytes(version + 1, expiry(role));
        var file = MetadataFile.assemble(List.of(), canonical);
        var overflow = Overflow.of(role, file, base, change.edits());
        if (overflow != null) {
            throw new RolesTooLarge(Map.of(role, overflow));
        }
        return Metadata.parseTargets(file);
    }

    /** What waits already counts as content: the holders will sign all of it together. */
    private TargetsDocument contentOf(RoleName role, int version) {
        var waiting = before.repository() instanceof Repository.Established established
                ? established.pending().get(role)
                : null;
        if (waiting != null) {
            return TargetsDocument.ofFile(waiting.toBytes());
        }
        if (version == 0) {
            return TargetsDocument.EMPTY;
        }
        return await(files.find(new RoleVersion(role, version)))
                .map(file -> TargetsDocument.ofFile(file.bytes()))
                .orElse(TargetsDocument.EMPTY);
    }

    /** Where the online key is one of several signers of a role, it signs first. */
    private void cosignPending(Layout layout) {
        for (var waiting : repository.pending().entrySet()) {
            var role = layout.nextRole(waiting.getKey());
            var metadata = waiting.getValue();
            var has = metadata.signatures().stream()
                    .anyMatch(signature -> signature.keyid().equals(key.id()));
            if (role == null || has || !layout.signsAlso(role)) {
                continue;
            }
            var targets = metadata.signed();
            var draft = new Draft.Whole(waiting.getKey(), targets.version(), targets.expires(), metadata.signedBytes());
            var file = Metadata.parseTargets(signOne(draft));
            keepPending(
                    waiting.getKey(), metadata.withSignature(file.signatures().getFirst()));
        }
    }

    /** Phase 3: what the holders of offline roles have finished is published exactly as they signed it. */
    private void publishCompleteRoles() {
        for (var complete : plan.complete()) {
            var targets = complete.metadata().signed();
            add(
                    complete.role(),
                    targets.version(),
                    targets.expires(),
                    complete.metadata().toBytes());
            published.add(complete.role());
        }
    }

    /** Phase 4. Returns the version of targets.json after this publication. */
    private int signTargets() {
        if (!plan.targets()) {
            return before.head().targets();
        }
        var version = before.head().targets() + 1;
        var expires = expiry(RoleName.TARGETS);
        var canonical =
                TargetsDocument.EMPTY.withDelegations(repository.delegations()).signedBytes(version, expires);
        add(
                RoleName.TARGETS,
                version,
                expires,
                signOne(new Draft.Whole(RoleName.TARGETS, version, expires, canonical)));
        return version;
    }

    private record Snapshotted(
            int version,
            @Nullable SnapshotDocument document,
            @Nullable MetaFile file) {}

    /** Phase 5: names every version made so far. Without a new version below it, the old snapshot stands. */
    private Snapshotted signSnapshot() {
        if (versions.isEmpty() && !plan.snapshot()) {
            return new Snapshotted(before.head().snapshot(), before.snapshot(), before.snapshotFile());
        }
        var document = before.snapshot() == null
                ? SnapshotDocument.of(versions)
                : before.snapshot().with(versions);
        var version = before.head().snapshot() + 1;
        var expires = expiry(RoleName.SNAPSHOT);
        var canonical = document.signedBytes(version, expires);
        var file = signOne(new Draft.Whole(RoleName.SNAPSHOT, version, expires, canonical));
        add(RoleName.SNAPSHOT, version, expires, file);
        return new Snapshotted(version, document, MetaFile.ofFile(version, file));
    }

    private record Timestamped(int version, Bytes bytes) {}

    /** Phase 6: the one file whose name never changes; who reads it finds everything under it. */
    private Timestamped signTimestamp(Snapshotted snapshot) {
        var meta = snapshot.file();
        var unchanged = snapshot.version() == before.head().snapshot() && !plan.timestamp();
        if (meta == null || unchanged) {
            return new Timestamped(before.head().timestamp(), before.timestamp());
        }
        var version = before.head().timestamp() + 1;
        var expires = expiry(RoleName.TIMESTAMP);
        var canonical =
                Metadata.of(new Timestamp(version, expires, meta), List.of()).signedBytes();
        var file = signOne(new Draft.Whole(RoleName.TIMESTAMP, version, expires, canonical));
        add(RoleName.TIMESTAMP, version, expires, file);
        return new Timestamped(version, file);
    }

    /** Phase 7: in the same transaction as everything a new online key signs, so no client meets one without the other. */
    private void publishRoot() {
        var root = plan.root();
        if (root != null) {
            var file = root.toBytes();
            Limits.check(RoleName.ROOT, file);
            add(RoleName.ROOT, root.signed().version(), root.signed().expires(), file);
        }
    }

    /** Phase 8: before this line nothing has happened, after it everything has. */
    private Committed commit(int targets, Snapshotted snapshot, Timestamped timestamp) {
        var root = repository.root().signed().version();
        var head = new Head(
                before.head().publication() + 1,
                plan.journal(),
                now,
                root,
                timestamp.version(),
                snapshot.version(),
                targets);
        var outcomes = plan.outcomes().apply(new Batch.Answers(absent, published, waiting()));
        var step = new Publications.Step(
                head,
                decided ? repository : null,
                retired,
                outcomes,
                Layout.of(repository).bitLength());
        await(writing);
        var open = open();
        if (!unwritten.isEmpty()) {
            // Not awaited: the commit travels behind it on the same connection.
            writing = open.write(List.copyOf(unwritten));
        }
        await(writing.compose(_ -> open.commit(step)));
        var state = new State(head, repository, snapshot.document(), snapshot.file(), timestamp.bytes());
        return new Committed(state, expiries, kept, fileCount, totalBytes);
    }

    /** Roles whose changes wait for holders; one on its way to holders is published by the service until then. */
    private Set<RoleName> waiting() {
        var layout = Layout.of(repository);
        return repository.pending().keySet().stream()
                .filter(role -> !layout.isOnline(role))
                .collect(Collectors.toSet());
    }

    private Bytes signOne(Draft draft) {
        var signed = await(signing.sign(key, List.of(draft))).getFirst();
        if (signed.overflow() != null) {
            throw new RolesTooLarge(Map.of(draft.role(), signed.overflow()));
        }
        return Objects.requireNonNull(signed.file());
    }

    private int versionOf(RoleName role) {
        return before.snapshot() == null ? 0 : before.snapshot().version(role).orElse(0);
    }

    private Instant expiry(RoleName role) {
        var days = repository.settings().days(role.value());
        return Validity.expiry(now, days);
    }

    private void add(RoleName role, int version, Instant expires, Bytes file) {
        var stored = new StoredFile(role, version, expires, file);
        if (!role.equals(RoleName.SNAPSHOT) && !role.equals(RoleName.TIMESTAMP) && !role.equals(RoleName.ROOT)) {
            versions.put(role, version);
        }
        if (version > 1 && !role.equals(RoleName.ROOT)) {
            retired.add(new RoleVersion(role, version - 1));
        }
        expiries.put(role, expires);
        fileCount++;
        totalBytes += file.length();
        if (role.isTopLevel() || totalBytes <= KEPT_BYTES) {
            kept.add(stored);
        }
        unwritten.add(stored);
        unwrittenBytes += file.length();
        if (unwrittenBytes >= pace.sliceBytes()) {
            flush();
        }
    }

    /** At most one write is on its way while the next slice is being signed. */
    private void flush() {
        await(writing);
        writing = open().write(List.copyOf(unwritten));
        unwritten.clear();
        unwrittenBytes = 0;
    }

    private Publications.Transaction open() {
        return await(opening);
    }

    private void abandon(RuntimeException cause) {
        if (cause instanceof Publications.OutcomeUnknown) {
            return;
        }
        var abandoned = opening.transform(open -> open.failed()
                ? Future.succeededFuture()
                : writing.otherwiseEmpty().compose(_ -> open.result().abandon()));
        try {
            await(abandoned);
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private <T> T await(Future<T> future) {
        return settings.answerLimit().await(future);
    }
}
