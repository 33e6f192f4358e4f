package dev.countersign.watch;

import dev.countersign.tuf.HashAlgorithm;
import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.util.List;

/** Something that a registry must not do, and that people must see to. What is signed stays as it was. */
public sealed interface Alarm {
    TargetPath path();

    /** What happened, in one sentence. */
    String sentence();

    /** For metrics: a word for the kind. */
    String kind();

    /** All kinds. */
    static List<String> kinds() {
        return List.of("changed", "contradicted", "removed");
    }

    /** Other bytes under the same name. */
    record Changed(TargetPath path, TargetFile known, TargetFile found) implements Alarm {
        @Override
        public String kind() {
            return "changed";
        }

        @Override
        public String sentence() {
            return path + " has CHANGED: " + shown(known) + " when it was first seen, " + shown(found)
                    + " now; the first stays signed";
        }

        private static String shown(TargetFile file) {
            return "sha256 " + file.hashes().get(HashAlgorithm.SHA256) + " (" + file.length() + " bytes)";
        }
    }

    /** The index says something else of a file than what was seen, or than what its bytes are. */
    record Contradicted(TargetPath path, String what, String said, String seen) implements Alarm {
        @Override
        public String kind() {
            return "contradicted";
        }

        @Override
        public String sentence() {
            return path + " is CONTRADICTED by the index of the registry: " + what + " " + said + " (expected: " + seen
                    + ", as seen)";
        }
    }

    /** It is no longer there. */
    record Vanished(TargetPath path) implements Alarm {
        @Override
        public String kind() {
            return "removed";
        }

        @Override
        public String sentence() {
            return path + " was REMOVED from the registry; it stays signed";
        }
    }
}
