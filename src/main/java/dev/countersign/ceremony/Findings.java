package dev.countersign.ceremony;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with a draft, and what is allowed but deserves a second look.
 *
 * @param problems sentences; the draft must not go on while there are any
 * @param warnings sentences
 */
public record Findings(List<String> problems, List<String> warnings) {
    public Findings {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Both lists under construction. */
    static final class Builder {
        private final List<String> problems = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Builder problem(String sentence) {
            problems.add(sentence);
            return this;
        }

        Builder problemIf(boolean wrong, String sentence) {
            return wrong ? problem(sentence) : this;
        }

        Builder warnIf(boolean unusual, String sentence) {
            return unusual ? warn(sentence) : this;
        }

        Builder warn(String sentence) {
            warnings.add(sentence);
            return this;
        }

        Findings build() {
            return new Findings(problems, warnings);
        }
    }
}
