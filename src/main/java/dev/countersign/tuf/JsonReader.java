package dev.countersign.tuf;

/** The strict parser behind {@link Json#parse}. */
final class JsonReader {
    private JsonReader() {}

    static Json read(Bytes text, JsonLimits limits) {
        throw new UnsupportedOperationException();
    }
}
