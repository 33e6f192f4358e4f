package dev.countersign.publish;

import dev.countersign.json.Bytes;
import dev.countersign.repository.Change;
import dev.countersign.repository.Journal;
import dev.countersign.repository.JournalEntry;
import dev.countersign.repository.TaskId;
import dev.countersign.tuf.HandedInFiles;
import dev.countersign.tuf.TufException;
import java.util.function.BiConsumer;

/** What an adoption brings: its parts, read from the journal one after the other, and what is in itself. */
record HandedInParts(Journal journal, Change.Adopt adopt, AnswerLimit answers) implements HandedInFiles {
    @Override
    public void forEach(BiConsumer<String, Bytes> each) {
        adopt.parts().forEach(part -> files(part).files().forEach(each));
        adopt.files().forEach(each);
    }

    private Change.HandInFiles files(TaskId part) {
        return answers.await(journal.entry(part))
                .map(JournalEntry::change)
                .filter(Change.HandInFiles.class::isInstance)
                .map(Change.HandInFiles.class::cast)
                .orElseThrow(() -> new TufException.InvalidMetadata("part " + part.hex()
                        + " is not there (expected: a task by which files were handed in, not long ago; hand them in"
                        + " again)"));
    }
}
