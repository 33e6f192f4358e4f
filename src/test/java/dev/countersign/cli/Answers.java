package dev.countersign.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Somebody at a terminal who gives these answers in this order, and has no more. */
public final class Answers implements Questions {
    public final List<String> asked = new ArrayList<>();

    private final Deque<String> answers;

    public Answers(String... answers) {
        this.answers = new ArrayDeque<>(List.of(answers));
    }

    @Override
    public boolean possible() {
        return true;
    }

    @Override
    public Optional<String> line(String question) {
        asked.add(question);
        return Optional.ofNullable(answers.poll());
    }

    @Override
    public Optional<char[]> secret(String question) {
        return line(question).map(String::toCharArray);
    }
}
