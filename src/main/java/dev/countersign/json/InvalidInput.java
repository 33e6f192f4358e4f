package dev.countersign.json;

/** What is wrong with something from outside, in one sentence for the person who sent it. */
public abstract class InvalidInput extends RuntimeException {
    protected InvalidInput(String message) {
        super(message);
    }
}
