package dev.countersign.repository;

import static dev.countersign.repository.Examples.await;
import static dev.countersign.repository.Examples.file;
import static dev.countersign.repository.Examples.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What everything that holds metadata files promises, in memory as in a database. */
public interface MetadataFilesContract {

    /** The ones to be tested, none at first. */
    MetadataFiles files();

    /** Publishes files, in a publication of their own. */
    void publish(StoredFile... files);

    @Test
    default void aFileIsFoundAsItWasPublished() {
        publish(file("bins-0", 1));

        assertThat(await(files().find(key("bins-0", 1)))).contains(file("bins-0", 1));
        assertThat(await(files().find(key("bins-0", 2)))).isEmpty();
        assertThat(await(files().find(key("bins-1", 1)))).isEmpty();
    }

    @Test
    default void ofSeveralFilesThoseAreFoundThatExist() {
        publish(file("bins-0", 1), file("snapshot", 2));

        assertThat(await(files().findAll(List.of(key("bins-0", 1), key("snapshot", 2), key("gone", 1)))))
                .isEqualTo(Map.of(key("bins-0", 1), file("bins-0", 1), key("snapshot", 2), file("snapshot", 2)));
    }

    @Test
    default void expiryAndLengthAreToldOfThoseThatExist() {
        publish(file("bins-0", 1, Examples.NOW));
        var keys = List.of(key("bins-0", 1), key("gone", 1));

        assertThat(await(files().expiries(keys))).isEqualTo(Map.of(key("bins-0", 1), Examples.NOW));
        assertThat(await(files().lengths(keys))).isEqualTo(Map.of(key("bins-0", 1), 301));
    }

    @Test
    default void theFirstOfTheNewestVersionsToExpireIsTold() {
        assertThat(await(files().firstExpiry())).isEmpty();
        var soon = Examples.NOW.plusSeconds(60);
        var later = Examples.NOW.plusSeconds(120);
        publish(file("root", 1, Examples.NOW), file("bins-0", 1, soon), file("bins-1", 1, later));
        assertThat(await(files().firstExpiry())).contains(soon);

        publish(file("bins-0", 2));

        assertThat(await(files().firstExpiry())).contains(later);
    }
}
