package dev.countersign.app.service;

import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.RoleName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * The meters with one value of the label {@code repository}: of one repository, or of all those together that have none
 * of their own. Together, what is counted is added up, and of what is measured the worst is shown. Any thread.
 */
final class RepositorySeries {
    /** Besides the top-level ones. */
    private static final Set<String> ROLES = Set.of(HashBins.NAME, PublicationMetrics.DELEGATED);

    private final MeterRegistry registry;
    private final String label;
    private final boolean shared;
    private final Set<PublicationMetrics> members = ConcurrentHashMap.newKeySet();
    private final Set<Meter> meters = ConcurrentHashMap.newKeySet();
    private final Set<String> roles = ConcurrentHashMap.newKeySet();

    /** Guarded by this. */
    private boolean removed;

    final Timer publications;
    final DistributionSummary submissions;
    final DistributionSummary files;
    final DistributionSummary bytes;
    final Counter swept;

    /** @param shared whether several repositories have it */
    RepositorySeries(MeterRegistry registry, String label, boolean shared) {
        this.registry = registry;
        this.label = label;
        this.shared = shared;
        this.publications = kept(Timer.builder("countersign.publication")
                .description("Time from the first read to the commit of a publication")
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30))
                .tags(tags())
                .register(registry));
        this.submissions = summary("countersign.publication.submissions", "Submissions finished by a publication");
        this.files = summary("countersign.publication.files", "Metadata files made by a publication");
        this.bytes = summary("countersign.publication.bytes", "Bytes of the metadata files of a publication");
        this.swept = kept(Counter.builder("countersign.swept")
                .description("Old metadata files and task results removed")
                .tags(tags())
                .register(registry));
        gauge(
                "countersign.publication.number",
                "Number of the newest publication this node made",
                PublicationMetrics::publication);
        gauge(
                "countersign.journal.position",
                "Journal position applied by the newest publication",
                PublicationMetrics::journal);
        sum(
                "countersign.backlog.submissions",
                "Durable submissions not yet published; of each repository up to 10,000 are counted",
                PublicationMetrics::waiting);
        sum(
                "countersign.signing.roles",
                "Delegated roles that the publication under way signs; 0 while none is",
                PublicationMetrics::wanted);
        sum("countersign.signing.roles.signed", "How many of them are signed", PublicationMetrics::signed);
        gauge("countersign.backlog.oldest.seconds", "Age of the oldest of them", PublicationMetrics::oldestSeconds);
        gauge(
                "countersign.clock.behind.publication.seconds",
                "How much later the last publication is dated; negative when it is earlier, as it should be",
                PublicationMetrics::behindPublication);
    }

    void add(PublicationMetrics member) {
        members.add(member);
    }

    /** Nothing is shown of it any more, whatever its publisher still has to say. */
    synchronized void remove(PublicationMetrics member) {
        members.remove(member);
        if (!shared) {
            removed = true;
            meters.forEach(registry::remove);
        }
    }

    void failed(String kind) {
        kept(Counter.builder("countersign.publication.failures")
                        .description("Publications that failed and are tried again, and entries set aside")
                        .tags(tags().and("kind", kind))
                        .register(registry))
                .increment();
    }

    /** The name under which a role is shown: those of many repositories together would be too many. */
    String shown(String role) {
        return !shared || RoleName.topLevelNames().contains(role) || ROLES.contains(role)
                ? role
                : PublicationMetrics.DELEGATED;
    }

    void expires(String role) {
        role(
                "countersign.role.expiry.seconds",
                "Seconds until clients refuse the role's metadata",
                role,
                member -> member.secondsLeft(role),
                false);
    }

    void signaturesDue(String role) {
        role(
                "countersign.role.signatures.due",
                "1 when the holders of the role's keys should sign its next version",
                role,
                member -> member.signaturesDue(role),
                true);
    }

    void fill(String role) {
        role(
                "countersign.role.fill.ratio",
                "Size of the role's metadata by what TUF clients download; of bins, the largest",
                role,
                member -> member.fill(role),
                true);
    }

    private void role(
            String name, String description, String role, ToDoubleFunction<PublicationMetrics> value, boolean highest) {
        if (roles.add(name + " " + role)) {
            kept(Gauge.builder(name, members, all -> worst(all, value, highest))
                    .description(description)
                    .tags(tags().and("role", role))
                    .register(registry));
        }
    }

    private static double worst(
            Set<PublicationMetrics> members, ToDoubleFunction<PublicationMetrics> value, boolean highest) {
        var known = members.stream().mapToDouble(value).filter(number -> !Double.isNaN(number));
        return (highest ? known.max() : known.min()).orElse(Double.NaN);
    }

    private void gauge(String name, String description, ToDoubleFunction<PublicationMetrics> value) {
        kept(Gauge.builder(name, members, all -> values(all, value).max().orElse(0))
                .description(description)
                .tags(tags())
                .register(registry));
    }

    private void sum(String name, String description, ToDoubleFunction<PublicationMetrics> value) {
        kept(Gauge.builder(name, members, all -> values(all, value).sum())
                .description(description)
                .tags(tags())
                .register(registry));
    }

    private static DoubleStream values(Set<PublicationMetrics> members, ToDoubleFunction<PublicationMetrics> value) {
        return members.stream().mapToDouble(value);
    }

    private DistributionSummary summary(String name, String description) {
        return kept(DistributionSummary.builder(name)
                .description(description)
                .tags(tags())
                .register(registry));
    }

    private Tags tags() {
        return Tags.of("repository", label);
    }

    private synchronized <M extends Meter> M kept(M meter) {
        if (removed) {
            registry.remove(meter);
        } else {
            meters.add(meter);
        }
        return meter;
    }
}
