package dev.countersign.http.api;

import dev.countersign.http.Field;
import dev.countersign.tuf.Validity;

/** Reads days of validity; what is no such number is noted against its field. */
final class DaysReader {
    private DaysReader() {}

    /** Of a member that must be there. */
    static int member(Field object, String name) {
        return (int) object.integer(name, Validity.MIN_DAYS, Validity.MAX_DAYS);
    }

    static int read(Field value) {
        return (int) value.number(Validity.MIN_DAYS, Validity.MAX_DAYS);
    }
}
