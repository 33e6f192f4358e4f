package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.access.Actor;
import dev.countersign.access.Permission;
import dev.countersign.audit.AuditEntry;
import dev.countersign.audit.AuditPage;
import dev.countersign.audit.AuditQuery;
import dev.countersign.http.ClientAddress;
import dev.countersign.http.Need;
import dev.countersign.http.RefusalCounts;
import dev.countersign.http.RefusedAccess;
import dev.countersign.http.RequestPurpose;
import dev.countersign.node.Directory;
import dev.countersign.repository.AuditTrail;
import dev.countersign.repository.Examples;
import dev.countersign.repository.MemoryRepositories;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Unavailable;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalWriterTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final Map<RepositoryId, List<AuditEntry>> written = new LinkedHashMap<>();
    private Optional<RuntimeException> failure = Optional.empty();

    private final AuditTrail trail = new AuditTrail() {
        @Override
        public Future<Void> add(RepositoryId repository, List<AuditEntry> events) {
            failure.ifPresentOrElse(
                    _ -> {},
                    () -> written.computeIfAbsent(repository, _ -> new ArrayList<>())
                            .addAll(events));
            return failure.<Future<Void>>map(Future::failedFuture).orElse(Future.succeededFuture());
        }

        @Override
        public Future<Boolean> sweep(Instant before) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<AuditPage> page(RepositoryId repository, AuditQuery query) {
            throw new UnsupportedOperationException();
        }
    };

    private final MemoryRepositories repositories = new MemoryRepositories();
    private final Directory directory = new Directory(repositories);
    private final RefusalCounts counts = new RefusalCounts(() -> NOW);
    private final RefusalWriter writer = new RefusalWriter(counts, trail, directory);

    @BeforeEach
    void know() {
        assertThat(repositories
                        .create(new RepositoryName("pypi"), false, NOW, Examples.ORIGIN)
                        .succeeded())
                .isTrue();
        assertThat(directory.refresh().succeeded()).isTrue();
    }

    private static RefusedAccess refused(String address, Optional<Actor> actor, Optional<String> repository) {
        try {
            return new RefusedAccess(
                    new ClientAddress(InetAddress.getByName(address)).network(),
                    actor,
                    new RequestPurpose(
                            "PUT /api/v1/config",
                            new Need.Permitted(Permission.SETTINGS),
                            repository.map(RepositoryName::new)),
                    actor.isPresent() ? RefusedAccess.Cause.NOT_PERMITTED : RefusedAccess.Cause.NOT_VALID);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void rowsAreOfTheRepositoryInTheAddressIfThereIsOneOfThatName() {
        counts.refused(refused("192.0.2.7", Optional.empty(), Optional.of("pypi")));
        counts.refused(refused("192.0.2.7", Optional.empty(), Optional.of("nobody")));
        counts.refused(refused("192.0.2.7", Optional.empty(), Optional.empty()));

        assertThat(writer.write().succeeded()).isTrue();

        assertThat(written.keySet()).containsExactlyInAnyOrder(RepositoryId.DEFAULT, new RepositoryId(2));
        assertThat(written.get(new RepositoryId(2))).hasSize(1);
        assertThat(written.get(RepositoryId.DEFAULT))
                .extracting(row -> String.valueOf(row.details().get("repository")))
                .containsExactlyInAnyOrder("Str[value=nobody]", "null");
    }

    @Test
    void aRowSaysWhoHowOftenAndWhy() {
        var actor = Optional.<Actor>of(new Actor.IssuerSubject("https://issuer.example", "repo:a/b"));
        counts.refused(refused("2001:db8::7", actor, Optional.empty()));
        counts.refused(refused("2001:db8::8", actor, Optional.empty()));

        assertThat(writer.write().succeeded()).isTrue();

        var row = written.get(RepositoryId.DEFAULT).getFirst();
        assertThat(row.kind()).isEqualTo("ACCESS_REFUSED");
        assertThat(row.origin().actor()).isEqualTo("oidc:https://issuer.example repo:a/b");
        assertThat(row.origin().address()).isEqualTo("2001:db8:0:0:0:0:0:0/64");
        assertThat(row.origin().operation()).isEqualTo("PUT /api/v1/config");
        assertThat(row.details().toText())
                .contains("\"status\":403", "\"reason\":\"this needs the permission settings\"", "\"count\":2");
    }

    @Test
    void whatCannotBeWrittenIsWrittenLater() {
        counts.refused(refused("192.0.2.7", Optional.empty(), Optional.empty()));
        failure = Optional.of(new Unavailable("away"));
        assertThat(writer.write().succeeded()).isTrue();
        assertThat(written).isEmpty();

        counts.refused(refused("192.0.2.7", Optional.empty(), Optional.empty()));
        failure = Optional.empty();
        assertThat(writer.last(Duration.ofSeconds(1)).succeeded()).isTrue();

        assertThat(written.get(RepositoryId.DEFAULT)).hasSize(1);
        assertThat(written.get(RepositoryId.DEFAULT).getFirst().details().toText())
                .contains("\"count\":2");
    }

    @Test
    void aFloodFromEverywhereIsABoundedNumberOfRows() {
        IntStream.range(0, 5_000)
                .forEach(i ->
                        counts.refused(refused("10.0." + i / 250 + "." + i % 250, Optional.empty(), Optional.empty())));

        assertThat(writer.write().succeeded()).isTrue();

        assertThat(written.get(RepositoryId.DEFAULT)).hasSize(65);
        assertThat(written.get(RepositoryId.DEFAULT))
                .filteredOn(row -> row.origin().operation().equals("many"))
                .hasSize(1);
    }
}
