package dev.countersign.app.service;

import dev.countersign.repository.Latest;
import dev.countersign.repository.Repository;
import dev.countersign.tuf.FillLevel;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells when roles come near the size at which clients refuse them: as a metric, in {@code status}, and in the log each
 * time one reaches a higher {@link FillLevel}. Used by one caller at a time.
 */
final class FullRoles {
    private static final long SPACING = Duration.ofSeconds(30).toNanos();

    private final RoleSizes sizes;
    private final Conditions conditions;
    private final PublicationMetrics metrics;
    private final Consumer<String> log;
    private final LongSupplier nanos;
    private final Map<String, FillLevel> levels = new HashMap<>();
    private @Nullable Long last;

    FullRoles(
            RoleSizes sizes,
            Conditions conditions,
            PublicationMetrics metrics,
            Consumer<String> log,
            LongSupplier nanos) {
        this.sizes = sizes;
        this.conditions = conditions;
        this.metrics = metrics;
        this.log = log;
        this.nanos = nanos;
    }

    /** Looks, unless it did so within the last half minute. */
    Future<Void> look(Latest.View view) {
        var now = nanos.getAsLong();
        if (!(view.repository() instanceof Repository.Established established)
                || (last != null && now - last < SPACING)) {
            return Future.succeededFuture();
        }
        last = now;
        return sizes.of(established, view.head()).map(found -> {
            tell(found);
            return null;
        });
    }

    private void tell(SortedMap<String, RoleSizes.Size> found) {
        metrics.fill(found);
        levels.keySet().stream()
                .filter(role -> !found.containsKey(role))
                .toList()
                .forEach(role -> {
                    levels.remove(role);
                    conditions.unmention(mention(role));
                });
        found.forEach((role, size) -> {
            var level = size.level();
            var before = Objects.requireNonNullElse(levels.put(role, level), FillLevel.ROOMY);
            if (level.compareTo(before) > 0) {
                log.accept(size.sentence());
            }
            if (level == FillLevel.ROOMY) {
                conditions.unmention(mention(role));
            } else {
                conditions.mention(mention(role), size.sentence());
            }
        });
    }

    private static String mention(String role) {
        return "size of " + role;
    }
}
