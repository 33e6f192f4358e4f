package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RoleVersion;
import dev.countersign.tuf.ForeignRepository.FoundFile;
import dev.countersign.tuf.HandedInFiles;
import dev.countersign.tuf.RoleName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of a repository of others that are stored, since it was taken over before.
 *
 * @param names of all its files
 */
record TakenBefore(Set<RoleVersion> stored, Map<String, RoleVersion> names, MetadataFiles files, AnswerLimit answers) {

    static TakenBefore look(List<FoundFile> found, MetadataFiles files, AnswerLimit answers) {
        var names = new HashMap<String, RoleVersion>();
        found.forEach(file -> names.put(file.name(), new RoleVersion(file.role(), file.version())));
        var stored = answers.await(files.expiries(List.copyOf(names.values()))).keySet();
        return new TakenBefore(Set.copyOf(stored), names, files, answers);
    }

    /**
     * The name of a stored file that has other bytes now. Of roots it does not matter who else has signed them: they were
     * compared by what is signed.
     */
    Optional<String> altered(HandedInFiles content) {
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        var turns = new FilesInTurn();
        content.forEach(turns::take);
        turns.compare();
        return Optional.ofNullable(turns.altered);
    }

    /** Compares some of the files at once: they are never in memory together. */
    private final class FilesInTurn {
        private static final long TOGETHER = 1 << 20;

        private final Map<RoleVersion, Bytes> handedIn = new HashMap<>();
        private long bytes;
        private @Nullable String altered;

        void take(String name, Bytes file) {
            var key = names.get(name);
            if (key == null || key.role().equals(RoleName.ROOT) || !stored.contains(key)) {
                return;
            }
            handedIn.put(key, file);
            bytes += file.length();
            if (bytes >= TOGETHER) {
                compare();
            }
        }

        void compare() {
            if (altered == null) {
                answers.await(files.findAll(List.copyOf(handedIn.keySet()))).values().stream()
                        .filter(there -> !Objects.equals(handedIn.get(there.key()), there.bytes()))
                        .findFirst()
                        .ifPresent(there -> altered = there.role().fileName(there.version()));
            }
            handedIn.clear();
            bytes = 0;
        }
    }
}
