package dev.countersign.http.api;

import dev.countersign.http.Field;
import dev.countersign.repository.Settings;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.HashBins;
import dev.countersign.tuf.RoleName;
import dev.countersign.wire.WireNames;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the settings of a bootstrap. */
final class SettingsReader {
    /** In the order in which RSTUF checks them. */
    private static final List<RoleName> TOP_LEVEL =
            List.of(RoleName.ROOT, RoleName.TARGETS, RoleName.SNAPSHOT, RoleName.TIMESTAMP);

    private SettingsReader() {}

    /** What the settings say; null when something was noted against them. */
    static @Nullable Settings read(Field body) {
        var roles = body.object(WireNames.SETTINGS).object(WireNames.ROLES);
        var days = new TreeMap<String, Integer>();
        for (var role : TOP_LEVEL) {
            days.put(role.value(), expiration(roles.object(role.value())));
        }
        var bins = roles.optionalObject("bins");
        var delegations = roles.optionalObject(WireNames.DELEGATIONS);
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

    private static Settings.BinSettings bins(Field field, boolean besideRoles, SortedMap<String, Integer> days) {
        days.put(HashBins.NAME, expiration(field));
        long count = Math.max(HashBins.FEWEST, field.integer(WireNames.NUMBER_OF_BINS, HashBins.FEWEST, HashBins.MOST));
        var bins = new Settings.BinSettings((int) count, style(field, besideRoles));
        if (bins.style().isTooLong(bins.requested())) {
            field.broken("number_of_delegated_bins: " + count + " (expected: bins that targets.json lists one by one, "
                    + "as path-hash-prefixes and custom roles beside bins need it, are at most "
                    + HashBins.MOST_LISTED + ": some clients do not load a larger targets.json)");
        }
        return bins;
    }

    /**
     * How the bins are named to clients; RSTUF knows one style only. Succinct bins (TAP 15) leave no room for roles
     * beside them.
     */
    private static BinStyle style(Field bins, boolean besideRoles) {
        var style = bins.optional(WireNames.STYLE);
        if (style.isEmpty()) {
            return besideRoles ? BinStyle.PATH_HASH_PREFIXES : BinStyle.SUCCINCT;
        }
        var named = BinStyle.named(style.get().text());
        if (named.isEmpty()) {
            style.get().broken("unknown style (expected: succinct or path-hash-prefixes)");
        } else if (besideRoles && !named.get().leavesRoomForRoles()) {
            style.get()
                    .broken("succinct bins leave no room for custom roles beside them (expected: "
                            + "path-hash-prefixes, or bins and delegations not both)");
        }
        return named.orElse(BinStyle.SUCCINCT);
    }

    private static int expiration(Field role) {
        return DaysReader.member(role, WireNames.EXPIRATION);
    }
}
