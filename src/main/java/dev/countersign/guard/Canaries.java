package dev.countersign.guard;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.json.Json;
import dev.countersign.packages.CanaryName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Names that prove that a package manager asks this guard: whoever makes one up says so here, has a package manager ask for it,
 * which is always refused, and then asks here whether it did. Any thread.
 */
public final class Canaries {
    private static final int MOST_ASKED = 10_000;
    private static final int MOST_ANNOUNCED = 100;

    private final Cache<CanaryName, Set<String>> asked = Caffeine.newBuilder()
            .maximumSize(MOST_ASKED)
            .expireAfterWrite(Duration.ofHours(1))
            .executor(Runnable::run)
            .build();
    private final Cache<CanaryName, Boolean> announced = Caffeine.newBuilder()
            .maximumSize(MOST_ANNOUNCED)
            .expireAfterWrite(Duration.ofMinutes(10))
            .executor(Runnable::run)
            .build();

    /**
     * Withholds what has such a name.
     *
     * @param place of the registry that was asked for it
     */
    void check(RequestPath path, String place) {
        CanaryName.in(path.joined()).ifPresent(canary -> {
            asked.get(canary, _ -> new ConcurrentSkipListSet<>()).add(place);
            throw new Withheld(
                    Withheld.Why.UNSIGNED, canary + " is refused to everyone: it shows that this guard is in force");
        });
    }

    /** In which places a name was asked for, as JSON. From the first such question on the name is announced. */
    String json(CanaryName canary) {
        announced.put(canary, true);
        var places = asked.getIfPresent(canary);
        return Json.object()
                .put("asked", Json.strings(places == null ? Set.of() : places))
                .build()
                .toText();
    }

    /** Names to be put into indexes without which a package manager would not ask for them. */
    public List<CanaryName> announced() {
        announced.cleanUp();
        return announced.asMap().keySet().stream()
                .sorted(Comparator.comparing(CanaryName::value))
                .toList();
    }
}
