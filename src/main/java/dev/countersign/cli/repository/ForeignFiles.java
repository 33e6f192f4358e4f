package dev.countersign.cli.repository;

import static dev.countersign.cli.repository.VerifiedFile.verified;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.Terminal;
import dev.countersign.client.MetadataSource;
import dev.countersign.client.NewerRoots;
import dev.countersign.json.Bytes;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.RootSuccession;
import dev.countersign.tuf.TopLevelMetadata;
import dev.countersign.tuf.TrustedMetadata;
import dev.countersign.tuf.TufException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the roots of a repository, and every file that its timestamp leads to, into a folder. Each is verified before it is
 * kept and before it leads to another: who has no key of the repository can have nothing else fetched.
 */
final class ForeignFiles {
    private final MetadataSource source;
    private final TrustedMetadata trusted;
    private final Instant now;
    private final SpooledFiles files;
    private final Terminal terminal;

    private ForeignFiles(
            MetadataSource source, TrustedMetadata trusted, Instant now, SpooledFiles files, Terminal terminal) {
        this.source = source;
        this.trusted = trusted;
        this.now = now;
        this.files = files;
        this.terminal = terminal;
    }

    /**
     * Reads everything. What is missing then is found when all of it is verified.
     *
     * @param root a root of the repository that is trusted, of any version
     * @param files take what is read
     * @throws CliFailure.Unverified when a client would refuse something, or there is another root of that version
     */
    static void read(MetadataSource source, Bytes root, Instant now, SpooledFiles files, Terminal terminal) {
        var trusted = verified("the root that was given", root, TrustedMetadata::startingFrom);
        var reading = new ForeignFiles(source, trusted, now, files, terminal);
        reading.rootsUpTo(root);
        reading.newerRoots();
        reading.top().ifPresent(reading::targets);
    }

    /** Clients that were shipped with an earlier root follow from there, so all that are still there are kept. */
    private void rootsUpTo(Bytes given) {
        int version = trusted.root().signed().version();
        var after = root(version, this::same).orElse(given);
        files.add(RoleName.ROOT.fileName(version), after);
        for (int before = version - 1; before >= RootSuccession.FIRST_VERSION; before--) {
            var next = after;
            var there = root(before, file -> TrustedMetadata.startingFrom(file).root(next));
            if (there.isEmpty()) {
                return;
            }
            after = there.get();
            files.add(RoleName.ROOT.fileName(before), after);
        }
    }

    private Optional<Bytes> root(int version, Function<Bytes, Metadata<Root>> check) {
        return VerifiedFile.fetch(source, RoleName.ROOT.fileName(version), Limits.ROOT, check)
                .map(VerifiedFile::bytes);
    }

    /** Others may have signed it, too. */
    private Metadata<Root> same(Bytes there) {
        var root = TrustedMetadata.startingFrom(there).root();
        if (!root.signedBytes().equals(trusted.root().signedBytes())) {
            throw new TufException.UntrustedMetadata("it is another root than the one given (expected: the same)");
        }
        return root;
    }

    private void newerRoots() {
        int next = RootSuccession.versionAfter(trusted.root().signed());
        NewerRoots.read(source, next, (name, file) -> {
            var _ = verified(name + " of " + source, file, trusted::root);
            files.add(name, file);
        });
    }

    private Optional<TopLevelMetadata> top() {
        return VerifiedFile.fetch(
                        source, RoleName.TIMESTAMP_FILE, Limits.TIMESTAMP, file -> trusted.timestamp(file, now))
                .map(this::kept)
                .flatMap(timestamp -> VerifiedFile.fetch(
                        source, RoleName.SNAPSHOT, timestamp.signed().snapshot(), file -> trusted.snapshot(file, now)))
                .map(this::kept);
    }

    private void targets(TopLevelMetadata top) {
        Optional.ofNullable(top.snapshot().signed().fromJson(RoleName.TARGETS))
                .flatMap(listed -> VerifiedFile.fetch(source, RoleName.TARGETS, listed, file -> top.targets(file, now)))
                .map(this::kept)
                .ifPresent(targets -> new DelegatedFiles(source, top, targets.signed(), now).read(files, terminal));
    }

    private <T> T kept(VerifiedFile<T> file) {
        files.add(file.name(), file.bytes());
        return file.content();
    }
}
