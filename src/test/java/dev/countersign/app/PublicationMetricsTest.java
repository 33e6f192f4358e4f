package dev.countersign.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.repository.Head;
import dev.countersign.repository.Journal;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.tuf.RoleName;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PublicationMetricsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PublicationMetrics metrics = new PublicationMetrics(registry, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void aPublicationIsCountedWithItsSizes() {
        metrics.published(new Head(7, 42, NOW, 1, 7, 7, 1), 30, 5, 1000, Duration.ofMillis(40));

        assertThat(registry.scrape())
                .contains("countersign_publication_number 7.0")
                .contains("countersign_journal_position 42.0")
                .contains("countersign_publication_submissions_sum 30.0")
                .contains("countersign_publication_files_sum 5.0")
                .contains("countersign_publication_bytes_sum 1000.0")
                .contains("countersign_publication_seconds_count 1");
    }

    @Test
    void everyRoleHasItsSecondsToExpiry() {
        metrics.expiries(
                Map.of(RoleName.TIMESTAMP, NOW.plusSeconds(60), RoleName.SNAPSHOT, NOW.minusSeconds(5)),
                NOW.plusSeconds(3600));

        assertThat(registry.scrape())
                .contains("countersign_role_expiry_seconds{role=\"timestamp\"} 60.0")
                .contains("countersign_role_expiry_seconds{role=\"snapshot\"} -5.0")
                .contains("countersign_role_expiry_seconds{role=\"delegated\"} 3600.0");
    }

    @Test
    void failuresAreCountedByTheirKind() {
        metrics.failed(new KeyUnavailable("gone"));
        metrics.failed(new KeyUnavailable("gone"));

        assertThat(registry.scrape()).contains("countersign_publication_failures_total{kind=\"KeyUnavailable\"} 2.0");
    }

    @Test
    void leadingAndBacklogAreShown() {
        metrics.leading(new TestTerm());
        metrics.backlog(new Journal.Backlog(12, true, NOW.minusSeconds(3)));

        assertThat(metrics.leads()).isTrue();
        assertThat(registry.scrape())
                .contains("countersign_leading 1.0")
                .contains("countersign_backlog_submissions 12.0")
                .contains("countersign_backlog_oldest_seconds 3.0");
    }
}
