package dev.countersign.http;

import dev.countersign.repository.Layout;
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
        if (roles.json() != null && bins.isEmpty() && delegations.isEmpty()) {
            roles.broken("at least one of 'bins' and 'delegations' must be set");
            return null;
        }
        var request = delegations.map(DelegationsReader::added).orElse(null);
        if (request != null) {
            days.putAll(request.expirationDays());
        }
        var hashBins =
                bins.map(field -> bins(field, delegations.isPresent(), days)).orElse(null);
        return delegations.isPresent() && request == null ? null : new Settings(days, hashBins, request);
    }

    private static Settings.Bins bins(Field field, boolean besideRoles, SortedMap<String, Integer> days) {
        days.put(Layout.BINS, expiration(field));
        long count = Math.max(2, field.integer("number_of_delegated_bins", 2, Settings.Bins.MAX));
        var bins = new Settings.Bins((int) count, style(field, besideRoles));
        if (bins.style() == Settings.Style.PATH_HASH_PREFIXES && bins.count() > Settings.Bins.MAX_LISTED) {
            field.broken("number_of_delegated_bins: " + count + " (expected: bins that targets.json lists one by one, "
                    + "as path-hash-prefixes and custom roles beside bins need it, are at most "
                    + Settings.Bins.MAX_LISTED + ": some clients do not load a larger targets.json)");
        }
        return bins;
    }

    /**
     * Not in RSTUF, which knows one style: how the bins are named to clients. Succinct bins (TAP 15) leave no room for
     * roles beside them.
     */
    private static Settings.Style style(Field bins, boolean besideRoles) {
        var style = bins.optional("style");
        if (style.isEmpty()) {
            return besideRoles ? Settings.Style.PATH_HASH_PREFIXES : Settings.Style.SUCCINCT;
        }
        return switch (style.get().text()) {
            case "succinct" -> {
                if (besideRoles) {
                    style.get()
                            .broken("succinct bins leave no room for custom roles beside them (expected: "
                                    + "path-hash-prefixes, or bins and delegations not both)");
                }
                yield Settings.Style.SUCCINCT;
            }
            case "path-hash-prefixes" -> Settings.Style.PATH_HASH_PREFIXES;
            default -> {
                style.get().broken("unknown style (expected: succinct or path-hash-prefixes)");
                yield Settings.Style.SUCCINCT;
            }
        };
    }

    private static int expiration(Field role) {
        return (int) role.integer("expiration", 1, Settings.MAX_DAYS);
    }
}
