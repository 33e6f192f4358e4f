package dev.countersign.http;

import dev.countersign.repository.Change;
import dev.countersign.repository.Settings;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the settings of a bootstrap. */
final class SettingsReader {
    private static final List<String> TOP_LEVEL = List.of("root", "targets", "snapshot", "timestamp");

    private SettingsReader() {}

    /** What the settings say; null when something was noted against them. */
    static @Nullable Settings read(Field body) {
        var roles = body.object("settings").object("roles");
        var days = new TreeMap<String, Integer>();
        for (var role : TOP_LEVEL) {
            days.put(role, expiration(roles.object(role)));
        }
        var bins = roles.optionalObject("bins");
        var delegations = roles.optionalObject("delegations");
        if (roles.json() != null && bins.isPresent() == delegations.isPresent()) {
            roles.broken("Exactly one of 'bins' and 'delegations' must be set");
            return null;
        }
        return bins.isPresent()
                ? withBins(bins.get(), days)
                : delegations.map(d -> withRoles(d, days)).orElse(null);
    }

    private static @Nullable Settings withBins(Field field, SortedMap<String, Integer> days) {
        days.put("bins", expiration(field));
        long count = field.integer("number_of_delegated_bins", 2, Settings.Bins.MAX);
        return new Settings(days, new Settings.Bins((int) Math.max(2, count), style(field)), null);
    }

    /** Not in RSTUF, which knows one style: how the bins are named to clients that do not know TAP 15. */
    private static Settings.Style style(Field bins) {
        var style = bins.optional("style");
        if (style.isEmpty()) {
            return Settings.Style.SUCCINCT;
        }
        return switch (style.get().text()) {
            case "succinct" -> Settings.Style.SUCCINCT;
            case "path-hash-prefixes" -> Settings.Style.PATH_HASH_PREFIXES;
            default -> {
                style.get().broken("unknown style (expected: succinct or path-hash-prefixes)");
                yield Settings.Style.SUCCINCT;
            }
        };
    }

    private static @Nullable Settings withRoles(Field field, SortedMap<String, Integer> days) {
        Change.DelegationRequest request = DelegationsReader.added(field);
        if (request == null) {
            return null;
        }
        days.putAll(request.expirationDays());
        return new Settings(days, null, request);
    }

    private static int expiration(Field role) {
        return (int) role.integer("expiration", 1, Settings.MAX_DAYS);
    }
}
