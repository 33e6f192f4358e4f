package dev.countersign.app.service;

import dev.countersign.http.management.Readiness;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a node, or one repository on it, waits for at the moment. Any thread. */
public final class Conditions {

    private final Map<Condition, String> waiting = new EnumMap<>(Condition.class);
    private final Map<String, String> mentioned = new TreeMap<>();

    /** @param sentence what is not as it should be, and what an operator can do about it */
    synchronized void waitFor(Condition condition, String sentence) {
        waiting.put(condition, sentence);
    }

    synchronized void met(Condition condition) {
        waiting.remove(condition);
    }

    /** What is said of a condition while it is not met. */
    synchronized Optional<String> said(Condition condition) {
        return Optional.ofNullable(waiting.get(condition));
    }

    /** Something that people must see to although this node does all of its work, such as a role that expires soon. */
    public synchronized void mention(String what, String sentence) {
        mentioned.put(what, sentence);
    }

    public synchronized void unmention(String what) {
        mentioned.remove(what);
    }

    /** All that is mentioned, by what it is about. */
    public synchronized SortedMap<String, String> mentioned() {
        return new TreeMap<>(mentioned);
    }

    synchronized boolean isMet(Condition condition) {
        return !waiting.containsKey(condition);
    }

    synchronized Readiness readiness() {
        return new Readiness(
                sentences(Condition.Requirement.TO_READ),
                sentences(Condition.Requirement.TO_WRITE),
                new LinkedHashMap<>(mentioned));
    }

    /** Of whoever waits for these and for others. */
    Conditions and(Conditions others) {
        var all = new Conditions();
        all.add(this);
        all.add(others);
        return all;
    }

    private void add(Conditions others) {
        synchronized (others) {
            waiting.putAll(others.waiting);
            mentioned.putAll(others.mentioned);
        }
    }

    private SequencedMap<String, String> sentences(Condition.Requirement needed) {
        var sentences = new LinkedHashMap<String, String>();
        waiting.forEach((condition, sentence) -> {
            if (condition.needed() == needed) {
                sentences.put(condition.word(), sentence);
            }
        });
        return sentences;
    }
}
