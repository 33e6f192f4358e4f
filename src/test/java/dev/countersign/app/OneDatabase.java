package dev.countersign.app;

import dev.countersign.app.quickstart.DataFolder;
import dev.countersign.store.TestPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of processes, each with a database of its own. */
abstract class OneDatabase {
    final TestPostgres.Database database = TestPostgres.database();

    @TempDir
    Path temporary;

    DataFolder data;

    @BeforeEach
    void openFolder() {
        data = DataFolder.open(temporary.resolve("data"));
    }

    @AfterEach
    void closeDatabase() {
        database.close();
        data.close();
    }
}
