package dev.countersign.watch;

import dev.countersign.tuf.TargetFile;
import dev.countersign.tuf.TargetPath;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * What is to be signed, or no longer signed, of one project.
 *
 * @param add at most {@link TargetSigning#MOST_AT_ONCE}
 * @param done is told the reasons for what was not added
 */
record SigningRequest(
        SequencedMap<TargetPath, TargetFile> add, List<TargetPath> remove, Consumer<Map<TargetPath, String>> done) {}
