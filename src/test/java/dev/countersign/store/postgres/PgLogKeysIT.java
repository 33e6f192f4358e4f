package dev.countersign.store.postgres;

import static dev.countersign.store.StoreSamples.NOW;
import static dev.countersign.store.StoreSamples.await;
import static dev.countersign.store.StoreSamples.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditOrigin;
import dev.countersign.json.Bytes;
import dev.countersign.repository.LogRecords.Cosigned;
import dev.countersign.repository.Publications;
import dev.countersign.repository.RepositoryId;
import dev.countersign.store.Eventually;
import dev.countersign.store.StoreSamples;
import dev.countersign.store.postgres.PgLogKeys.Replacement;
import dev.countersign.transparency.LogKey;
import dev.countersign.transparency.LogSamples;
import dev.countersign.transparency.PublicLog;
import dev.countersign.transparency.SignedNote;
import dev.countersign.tuf.RepositoryName;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PgLogKeysIT extends WithDatabase {
    private static final AuditOrigin ORIGIN = new AuditOrigin("operator", null, "a test", AuditOrigin.NO_BODY);

    private final PgPublications publications = StoreSamples.publications(postgres);
    private final PgLogRecords records = new PgLogRecords(postgres, RepositoryId.DEFAULT);
    private final PgLogKeys keys = new PgLogKeys(postgres, new AuditRows(new SplittableRandom(1)));
    private final LogKey next = LogKey.generate(new SecureRandom());

    private void publish(long number, Publications.Logged logged) {
        StoreSamples.publish(
                publications, new Publications.Step(step(number).head(), null, List.of(), Map.of(), 4, logged));
    }

    private Replacement replace(String name) {
        return await(keys.replace(new RepositoryName(name), next, "log.example", NOW, ORIGIN));
    }

    private PublicLog stored() {
        return Objects.requireNonNull(await(publications.current()).log());
    }

    @Test
    void theLogGoesOnUnderAnotherKeyAndName() {
        var first = LogSamples.first();
        publish(1, new Publications.Logged(first, LogSamples.KEY));
        await(records.keep(new Cosigned("w", 1, Bytes.utf8("of the old name"))));

        assertThat(replace("default")).isInstanceOf(Replacement.Replaced.class);

        var log = stored();
        assertThat(log.frontier()).isEqualTo(first.log().frontier());
        assertThat(log.begins()).isEqualTo(first.log().begins());
        assertThat(log.key().name())
                .startsWith("log.example/")
                .isNotEqualTo(first.log().key().name());
        assertThat(log.isOf(await(publications.logKey()).orElseThrow())).isTrue();
        var note = SignedNote.parse(log.checkpoint());
        assertThat(note.signers(List.of(log.key()))).hasSize(1);
        assertThat(note.signers(List.of(first.log().key()))).isEmpty();
        assertThat(await(records.cosigned())).isEmpty();
        assertThat(StoredAudit.of(postgres))
                .filteredOn(event -> event.kind().equals("LOG_KEY_REPLACED"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.origin().actor()).isEqualTo("operator");
                    assertThat(event.details().toText()).contains(log.key().name());
                });

        publish(2, new Publications.Logged(log.plus(LogSamples.entry(2, Map.of()), next), null));
        assertThat(stored().size()).isEqualTo(2);
    }

    @Test
    void theOldKeyIsNotNeeded() {
        publish(1, new Publications.Logged(LogSamples.first(), LogSamples.KEY));
        database.execute("delete from log_key");

        assertThat(replace("default")).isInstanceOf(Replacement.Replaced.class);

        assertThat(stored().isOf(await(publications.logKey()).orElseThrow())).isTrue();
    }

    @Test
    void nothingIsReplacedWhileANodeLeads() throws InterruptedException {
        publish(1, new Publications.Logged(LogSamples.first(), LogSamples.KEY));
        var before = stored();
        var term = await(new PgLeadership(postgres, System::nanoTime).acquire());

        assertThat(replace("default")).isEqualTo(new Replacement.StillLed());
        assertThat(stored()).isEqualTo(before);
        assertThat(database.number("select count(*) from audit")).isZero();

        await(term.release());
        // PostgreSQL lets go of the lock when it sees the connection end.
        Eventually.holds("the key is replaced", () -> replace("default") instanceof Replacement.Replaced);
    }

    @Test
    void thereMustBeALog() {
        assertThat(replace("default")).isEqualTo(new Replacement.NothingThere());
        assertThat(replace("nobody")).isEqualTo(new Replacement.NothingThere());
    }
}
