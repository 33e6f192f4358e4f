package dev.countersign.app;

import dev.countersign.app.quickstart.DataFolder;
import dev.countersign.app.quickstart.EmbeddedDatabase;
import dev.countersign.app.quickstart.StartProgress;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of processes on one real PostgreSQL, each test with one of its own. */
abstract class OneDatabase {
    @TempDir
    Path temporary;

    DataFolder data;
    EmbeddedDatabase database;

    @BeforeEach
    void openDatabase() {
        data = DataFolder.open(temporary.resolve("data"));
        database = EmbeddedDatabase.start(data, silent());
    }

    @AfterEach
    void closeDatabase() {
        database.close();
        data.close();
    }

    static StartProgress silent() {
        return new StartProgress(new PrintStream(OutputStream.nullOutputStream()), Clock.systemUTC());
    }
}
