package dev.countersign.cli.importing;

import dev.countersign.json.Json;
import java.util.Comparator;

/** Something of an import that was not taken, and why. */
record Rejection(Position place, String reason) {

    /** By line, then as they came. */
    static final Comparator<Rejection> IN_ORDER = Comparator.comparingLong(rejection -> switch (rejection.place()) {
        case Line line -> line.number();
        case Lines lines -> lines.from();
        case Named _ -> Long.MAX_VALUE;
    });

    /** Where it stands. */
    sealed interface Position {
        /** How many artifacts are meant. */
        default long artifacts() {
            return 1;
        }
    }

    /** One line of the list, from 1. */
    record Line(long number) implements Position {
        @Override
        public String toString() {
            return "line " + number;
        }
    }

    /** Everything that was sent of some lines. */
    record Lines(long from, long to, long artifacts) implements Position {
        @Override
        public String toString() {
            return "lines " + from + " to " + to;
        }
    }

    /** The artifact with this path. */
    record Named(String path) implements Position {
        @Override
        public String toString() {
            return path;
        }
    }

    static Rejection ofLine(long number, String reason) {
        return new Rejection(new Line(number), reason);
    }

    Json.Obj json() {
        var fields = Json.object();
        switch (place) {
            case Line line -> fields.put("line", line.number());
            case Lines lines ->
                fields.put("from", lines.from()).put("to", lines.to()).put("artifacts", lines.artifacts());
            case Named named -> fields.put("path", named.path());
        }
        return fields.put("reason", reason).build();
    }
}
