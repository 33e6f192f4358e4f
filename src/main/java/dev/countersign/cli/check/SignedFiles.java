package dev.countersign.cli.check;

import dev.countersign.client.RepositoryView;
import dev.countersign.packages.TargetNames;
import dev.countersign.packages.lock.Digest;
import dev.countersign.packages.lock.LockedPackage;
import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TufException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares what one lock file pins with the files of one ecosystem that a repository has signed. Threads may share it. */
final class SignedFiles {
    private final RepositoryView view;
    private final TargetNames names;
    private final VersionFiles fileNames;

    /** @param fileNames of versions whose hashes alone are locked */
    SignedFiles(RepositoryView view, TargetNames names, VersionFiles fileNames) {
        this.view = view;
        this.names = names;
        this.fileNames = fileNames;
    }

    /** @throws dev.countersign.client.ClientException when the repository cannot say */
    Verdict judge(LockedPackage locked) {
        try {
            return switch (locked) {
                case LockedPackage.File file -> judge(file);
                case LockedPackage.Unnamed unnamed -> judge(unnamed);
                case LockedPackage.OtherHash other -> judge(other);
                case LockedPackage.Unjudged unjudged -> new Verdict.NotJudged(locked, unjudged.reason());
            };
        } catch (TufException.InvalidName e) {
            return new Verdict.NotJudged(locked, "no repository has such a name: " + e.getMessage());
        }
    }

    private Verdict judge(LockedPackage.File locked) {
        var path = names.artifact(locked.name(), locked.file());
        var signed = view.find(path).orElse(null);
        if (signed == null) {
            return new Verdict.Unlisted(locked, path + " is not in the repository");
        }
        var comparable = locked.digests().stream()
                .filter(digest -> signed.hashes().containsKey(digest.algorithm()))
                .toList();
        if (comparable.size() < locked.digests().size()) {
            return new Verdict.NotJudged(
                    locked,
                    path + " is signed with " + kinds(signed) + ", locked is "
                            + locked.digests().stream().map(Digest::toString).collect(Collectors.joining(", ")));
        }
        return comparable.stream()
                .filter(digest -> !is(digest, signed))
                .findFirst()
                .<Verdict>map(other -> new Verdict.Differs(
                        locked,
                        "locked is " + other + ", but " + path + " is signed as "
                                + signed.hashes().get(other.algorithm())))
                .orElseGet(() -> new Verdict.Verified(locked));
    }

    private Verdict judge(LockedPackage.OtherHash locked) {
        var path = names.artifact(locked.name(), locked.file());
        return view.find(path).isEmpty()
                ? new Verdict.Unlisted(locked, path + " is not in the repository")
                : new Verdict.NotJudged(
                        locked,
                        path + " is signed, but its hash is of another kind (" + locked.kind()
                                + ") and was not compared");
    }

    /** The client may install a file with any of the hashes, so each must be that of a signed file. */
    private Verdict judge(LockedPackage.Unnamed locked) {
        var signed = new ArrayList<TargetFile>();
        fileNames.of(locked).forEach(file -> find(locked.name(), file).ifPresent(signed::add));
        var unknown = locked.digests().stream()
                .filter(digest -> signed.stream().noneMatch(file -> is(digest, file)))
                .toList();
        if (unknown.isEmpty()) {
            return new Verdict.Verified(locked);
        }
        var text = "no signed file of " + locked.name() + " " + locked.version() + " that is known has "
                + unknown.stream().map(Digest::toString).collect(Collectors.joining(", "));
        return fileNames.areAll()
                ? new Verdict.Unlisted(locked, text)
                : new Verdict.NotJudged(locked, text + " (--pypi URL says which files there are)");
    }

    private Optional<TargetFile> find(String project, String file) {
        try {
            return view.find(names.artifact(project, file));
        } catch (TufException.InvalidName e) {
            return Optional.empty();
        }
    }

    private static boolean is(Digest digest, TargetFile signed) {
        return digest.hex().equals(signed.hashes().get(digest.algorithm()));
    }

    private static String kinds(TargetFile signed) {
        return signed.hashes().keySet().stream().map(HashAlgorithm::wireName).collect(Collectors.joining(" and "));
    }
}
