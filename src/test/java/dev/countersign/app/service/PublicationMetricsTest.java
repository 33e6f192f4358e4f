package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.publish.SignsOfLife;
import dev.countersign.repository.Head;
import dev.countersign.repository.Journal;
import dev.countersign.repository.Repositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.sign.KeyUnavailable;
import dev.countersign.tuf.RepositoryName;
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
    private final PublicationMetrics metrics = new RepositoryMetrics(registry, Clock.fixed(NOW, ZoneOffset.UTC), 2)
            .of(new Repositories.ServedRepository(RepositoryId.DEFAULT, RepositoryName.DEFAULT, NOW));

    @Test
    void aPublicationIsCountedWithItsSizes() {
        metrics.published(new Head(7, 42, NOW, 1, 7, 7, 1), 30, 5, 1000, Duration.ofMillis(40));

        assertThat(registry.scrape())
                .contains("countersign_publication_number{repository=\"default\"} 7.0")
                .contains("countersign_journal_position{repository=\"default\"} 42.0")
                .contains("countersign_publication_submissions_sum{repository=\"default\"} 30.0")
                .contains("countersign_publication_files_sum{repository=\"default\"} 5.0")
                .contains("countersign_publication_bytes_sum{repository=\"default\"} 1000.0")
                .contains("countersign_publication_seconds_count{repository=\"default\"} 1");
    }

    @Test
    void everyRoleHasItsSecondsToExpiry() {
        metrics.expiries(
                Map.of(RoleName.TIMESTAMP, NOW.plusSeconds(60), RoleName.SNAPSHOT, NOW.minusSeconds(5)),
                NOW.plusSeconds(3600));

        assertThat(registry.scrape())
                .contains("countersign_role_expiry_seconds{repository=\"default\",role=\"timestamp\"} 60.0")
                .contains("countersign_role_expiry_seconds{repository=\"default\",role=\"snapshot\"} -5.0")
                .contains("countersign_role_expiry_seconds{repository=\"default\",role=\"delegated\"} 3600.0");
    }

    @Test
    void failuresAreCountedByTheirKind() {
        metrics.failed(new KeyUnavailable("gone"));
        metrics.failed(new KeyUnavailable("gone"));

        assertThat(registry.scrape())
                .contains("countersign_publication_failures_total{kind=\"KeyUnavailable\",repository=\"default\"} 2.0");
    }

    @Test
    void theRolesThatAreBeingSignedAreCounted() {
        var roles = new SignsOfLife(16_384);
        metrics.signing(roles);
        roles.signed(512);

        assertThat(metrics.signing()).hasValue("512 of 16384 roles are signed");
        assertThat(registry.scrape())
                .contains("countersign_signing_roles{repository=\"default\"} 16384.0")
                .contains("countersign_signing_roles_signed{repository=\"default\"} 512.0");

        metrics.signing(null);

        assertThat(metrics.signing()).isEmpty();
        assertThat(registry.scrape()).contains("countersign_signing_roles{repository=\"default\"} 0.0");
    }

    @Test
    void nobodyIsToldOfAFewRoles() {
        metrics.signing(new SignsOfLife(3));

        assertThat(metrics.signing()).isEmpty();
    }

    @Test
    void leadingAndBacklogAreShown() {
        new NodeMetrics(registry).leads(true);
        metrics.backlog(new Journal.Backlog(12, true, NOW.minusSeconds(3)));

        assertThat(registry.scrape())
                .contains("countersign_leading 1.0")
                .contains("countersign_backlog_submissions{repository=\"default\"} 12.0")
                .contains("countersign_backlog_oldest_seconds{repository=\"default\"} 3.0");
    }
}
