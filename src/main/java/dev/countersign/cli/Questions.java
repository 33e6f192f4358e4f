package dev.countersign.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Somebody who can be asked, or nobody: commands ask only for what neither options nor files have said. */
public interface Questions {
    /** Nobody is there to answer. */
    Questions NONE = new Questions() {
        @Override
        public boolean possible() {
            return false;
        }

        @Override
        public Optional<String> line(String question) {
            return Optional.empty();
        }

        @Override
        public Optional<char[]> secret(String question) {
            return Optional.empty();
        }
    };

    boolean possible();

    /** One line, without blanks around it; empty when nobody answers any more. */
    Optional<String> line(String question);

    /** One line that is not shown while it is typed; empty as above. */
    Optional<char[]> secret(String question);

    /** The answer, or the fallback for an empty one; without a fallback the question is asked again, a few times. */
    default String ask(String question, @Nullable String fallback) {
        var shown = question + (fallback == null ? ": " : " [" + fallback + "]: ");
        for (int i = 0; i < 5; i++) {
            var answer = line(shown);
            if (answer.isEmpty()) {
                break;
            }
            if (!answer.get().isEmpty()) {
                return answer.get();
            }
            if (fallback != null) {
                return fallback;
            }
        }
        throw new CliFailure.CommandRefused("no answer to: " + question);
    }

    /** A whole number. */
    default int number(String question, int fallback) {
        for (int i = 0; i < 5; i++) {
            var answer = ask(question, String.valueOf(fallback));
            if (answer.matches("[0-9]{1,9}")) {
                return Integer.parseInt(answer);
            }
        }
        throw new CliFailure.CommandRefused("no number in answer to: " + question);
    }

    /** Yes only when somebody says yes. */
    default boolean agrees(String question) {
        var answer = line(question + " [y/N]: ");
        return answer.filter(said -> said.equalsIgnoreCase("y") || said.equalsIgnoreCase("yes"))
                .isPresent();
    }
}
