package dev.countersign.http.api;

import dev.countersign.access.Permission;
import dev.countersign.audit.AuditEvent;
import dev.countersign.audit.AuditFilter;
import dev.countersign.audit.AuditPage;
import dev.countersign.audit.AuditQuery;
import dev.countersign.audit.AuditRowCodec;
import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.Guard;
import dev.countersign.http.Place;
import dev.countersign.http.Refusal;
import dev.countersign.http.Violation;
import dev.countersign.http.Violations;
import dev.countersign.json.Json;
import dev.countersign.repository.AuditTrail;
import dev.countersign.repository.ChangeCodec;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.TaskId;
import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/audit}: who did what. Rows have everything that their hashes in the public log are made from. */
final class AuditResource {
    private static final int USUAL = 100;
    private static final int MOST = 1_000;

    private static final List<String> KINDS =
            Stream.concat(ChangeCodec.KINDS.stream(), AuditEvent.KINDS.stream()).toList();

    private final AuditTrail audit;
    private final RepositoryId own;

    /** @param own the repository that is asked about unless the number of another is given */
    AuditResource(AuditTrail audit, RepositoryId own) {
        this.audit = audit;
        this.own = own;
    }

    Future<Answer> page(Call call) {
        var asked = new AuditParameters(call.query(), new Violations());
        var number = asked.number("number", 1, Integer.MAX_VALUE);
        var query = query(asked);
        asked.violations().check();
        var repository = number == null ? own : new RepositoryId(number.intValue());
        requirePermitted(call, repository);
        return audit.page(repository, query).map(AuditResource::answer);
    }

    /** One that was removed has no name by which a grant could mean it. */
    private void requirePermitted(Call call, RepositoryId repository) {
        if (!repository.equals(own) && !call.caller().grants().allowEverywhere(Permission.AUDIT)) {
            throw new Refusal.NotPermitted(
                    Guard.missing(Permission.AUDIT, Optional.empty()) + " on all repositories, because of number");
        }
    }

    private static AuditQuery query(AuditParameters asked) {
        return new AuditQuery(
                new AuditFilter(
                        asked.text("actor"),
                        asked.text("operation"),
                        asked.of("kind", KINDS::contains, "one of " + String.join(", ", KINDS)),
                        asked.of("task", TaskId::isTaskId, "the id of a task: 32 lower-case hex digits"),
                        asked.time("since"),
                        asked.time("until")),
                asked.order(),
                asked.number("after", Long.MIN_VALUE, Long.MAX_VALUE),
                asked.limit());
    }

    private static Answer answer(AuditPage page) {
        var data = Json.object()
                .put(
                        "entries",
                        new Json.Arr(page.rows().stream()
                                .<Json>map(AuditRowCodec::encode)
                                .toList()))
                .put("reached", page.reached())
                .put("more", page.more());
        return Answer.ok(data.build(), "Audit.");
    }

    /** The parameters of a question; what is wrong with them is gathered. */
    private record AuditParameters(Call.Parameters parameters, Violations violations) {
        @Nullable
        String text(String name) {
            return parameters.get(name);
        }

        @Nullable
        String of(String name, Predicate<String> allowed, String expected) {
            var value = text(name);
            if (value != null && !allowed.test(value)) {
                refuse(name, "not known (expected: " + expected + ")", value);
            }
            return value;
        }

        @Nullable
        Instant time(String name) {
            var value = text(name);
            try {
                return value == null ? null : OffsetDateTime.parse(value).toInstant();
            } catch (DateTimeException e) {
                refuse(
                        name,
                        "not a time (expected: a date with time and zone, such as 2030-01-31T00:00:00Z; a + in an"
                                + " address means a space: write %2B)",
                        value);
                return null;
            }
        }

        @Nullable
        Long number(String name, long least, long most) {
            var value = text(name);
            if (value == null) {
                return null;
            }
            var number = integer(value);
            if (number == null || number < least || number > most) {
                refuse(name, "not a number from " + least + " to " + most, value);
                return null;
            }
            return number;
        }

        private static @Nullable Long integer(String value) {
            try {
                return value.matches("-?[0-9]{1,19}") ? Long.valueOf(value) : null;
            } catch (NumberFormatException e) {
                return null;
            }
        }

        int limit() {
            var limit = number("limit", 1, MOST);
            return limit == null ? USUAL : limit.intValue();
        }

        AuditQuery.Order order() {
            var order = of("order", word -> word.equals(OLDEST) || word.equals(NEWEST), OLDEST + " or " + NEWEST);
            return NEWEST.equals(order) ? AuditQuery.Order.NEWEST_FIRST : AuditQuery.Order.OLDEST_FIRST;
        }

        private void refuse(String name, String rule, String value) {
            violations.add(Violation.broken(Place.QUERY.member(name), rule, new Json.Str(value)));
        }

        private static final String OLDEST = "oldest";
        private static final String NEWEST = "newest";
    }
}
