package dev.countersign.cli.audit;

import dev.countersign.audit.AuditRow;
import dev.countersign.json.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is not as the public log has it. Each says so in a sentence that names what is wrong. */
sealed interface Finding {
    /** Of whose entry in the log. */
    long publication();

    /** In one word. */
    String kind();

    String sentence();

    default Json.Obj json() {
        return Json.object()
                .put("kind", kind())
                .put("publication", publication())
                .put("sentence", sentence())
                .build();
    }

    /**
     * A row is gone.
     *
     * @param where behind which position, and before which
     */
    record DeletedRow(long publication, String where) implements Finding {
        @Override
        public String kind() {
            return "deleted";
        }

        @Override
        public String sentence() {
            return "a row " + where + " was deleted (publication " + publication + ")";
        }
    }

    /** A row says something else than when it was covered. */
    record ChangedRow(long publication, AuditRow row) implements Finding {
        @Override
        public String kind() {
            return "changed";
        }

        @Override
        public String sentence() {
            return "the row at position " + row.position() + " was changed (publication " + publication
                    + "); it says now: " + RowText.line(row);
        }

        @Override
        public Json.Obj json() {
            return Finding.super.json().with("position", new Json.Int(row.position()));
        }
    }

    /** A row is among those that were covered, and was not one of them. */
    record AddedRow(long publication, AuditRow row) implements Finding {
        @Override
        public String kind() {
            return "added";
        }

        @Override
        public String sentence() {
            return "the row at position " + row.position() + " was added later (publication " + publication
                    + "); it says: " + RowText.line(row);
        }

        @Override
        public Json.Obj json() {
            return Finding.super.json().with("position", new Json.Int(row.position()));
        }
    }

    /**
     * A row names another publication than the one that covers it.
     *
     * @param covering null when no entry covers it
     */
    record MisattributedRow(AuditRow row, @Nullable Long covering) implements Finding {
        @Override
        public long publication() {
            return covering != null ? covering : Objects.requireNonNullElse(row.publication(), 0L);
        }

        @Override
        public String kind() {
            return "misattributed";
        }

        @Override
        public String sentence() {
            return "the row at position " + row.position() + " says that "
                    + (row.publication() == null ? "no publication" : "publication " + row.publication())
                    + " covers it; by the log "
                    + (covering == null ? "none does" : "publication " + covering + " does");
        }

        @Override
        public Json.Obj json() {
            return Finding.super.json().with("position", new Json.Int(row.position()));
        }
    }

    /** Some rows are not as they were, and they are more than the log can tell. */
    record AlteredRows(long publication, long covered, long now, long first, long last) implements Finding {
        @Override
        public String kind() {
            return "altered";
        }

        @Override
        public String sentence() {
            return "of the " + covered + " rows of publication " + publication + ", positions " + first + " to " + last
                    + ", some were deleted, changed or added; " + now
                    + " are there now. They are too many for the log to tell each";
        }
    }
}
