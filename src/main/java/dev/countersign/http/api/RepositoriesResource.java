package dev.countersign.http.api;

import dev.countersign.access.Grants;
import dev.countersign.access.Permission;
import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.DocumentBody;
import dev.countersign.http.Field;
import dev.countersign.http.Guard;
import dev.countersign.http.Place;
import dev.countersign.http.Refusal;
import dev.countersign.http.Violation;
import dev.countersign.http.Violations;
import dev.countersign.json.Json;
import dev.countersign.json.ObjectBuilder;
import dev.countersign.repository.Repositories;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.wire.AnswerTime;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/repositories}: the repositories of this service are listed, created, shown and removed. */
final class RepositoriesResource {
    private static final int MOST_LISTED = 1_000;
    private static final String NAME = "name";
    private static final String PRIVATE = "private";
    private static final int SHOWN = 63;
    private static final String NOT_CREATED = "Repository not created.";
    private static final String NOT_REMOVED = "Repository not removed.";

    private final Repositories repositories;
    private final DocumentBody body;
    private final InstantSource clock;

    RepositoriesResource(Repositories repositories, DocumentBody body, InstantSource clock) {
        this.repositories = repositories;
        this.body = body;
        this.clock = clock;
    }

    /** In the order of names; {@code after} goes on behind a name. */
    Future<Answer> list(Call call) {
        var after = call.query().get("after");
        var name = after == null
                ? null
                : RepositoryName.parse(after)
                        .orElseThrow(() -> new Refusal.Invalid(Violation.broken(
                                Place.QUERY.member("after"), RepositoryName.PROBLEM, new Json.Str(after))));
        return listed(call.caller().grants(), Optional.ofNullable(name)).map(found -> {
            var shown = found.stream()
                    .limit(MOST_LISTED)
                    .<Json>map(RepositoriesResource::described)
                    .toList();
            var data = Json.object()
                    .put("repositories", new Json.Arr(shown))
                    .put("more", found.size() > MOST_LISTED)
                    .build();
            return Answer.ok(data, "Repositories.");
        });
    }

    /** Those that a caller may know of: all, or each that one of its grants names. */
    private Future<List<Repositories.Described>> listed(Grants grants, Optional<RepositoryName> after) {
        if (grants.all().stream().anyMatch(grant -> grant.repository().isEmpty())) {
            return repositories.list(after.orElse(null), MOST_LISTED + 1);
        }
        var finds = grants.all().stream()
                .flatMap(grant -> grant.repository().stream())
                .filter(name -> after.filter(last -> name.compareTo(last) <= 0).isEmpty())
                .distinct()
                .sorted()
                .map(repositories::find)
                .toList();
        return Future.join(finds)
                .map(_ -> finds.stream().flatMap(find -> find.result().stream()).toList());
    }

    private static void requireAdmin(Call call, RepositoryName name) {
        if (!call.caller().grants().allow(Permission.ADMIN, name)) {
            throw new Refusal.NotPermitted(Guard.missing(Permission.ADMIN, Optional.of(name)));
        }
    }

    Future<Answer> create(Call call) {
        var violations = new Violations();
        var read = Field.body(body.read(call), violations);
        var field = read.string(NAME);
        var isPrivate = read.bool(PRIVATE, false);
        violations.check();
        var name = RepositoryName.parse(field)
                .orElseThrow(() -> new Refusal.Invalid(
                        Violation.broken(Place.BODY.member(NAME), RepositoryName.PROBLEM, new Json.Str(field))));
        requireAdmin(call, name);
        return repositories
                .create(name, isPrivate, clock.instant(), call.origin())
                .map(entry -> new Answer(
                        201,
                        Json.object()
                                .put("data", entry(entry).build())
                                .put("message", "Repository created.")
                                .build()))
                .recover(failure -> Future.failedFuture(
                        failure instanceof Repositories.NameTaken taken
                                ? new Refusal.Conflict(NOT_CREATED, String.valueOf(taken.getMessage()))
                                : failure));
    }

    /** Changes who may fetch its metadata. */
    Future<Answer> change(Call call) {
        var violations = new Violations();
        var isPrivate = Field.body(body.read(call), violations).bool(PRIVATE);
        violations.check();
        return find(call)
                .compose(found -> repositories
                        .setPrivate(found.entry(), isPrivate, clock.instant(), call.origin())
                        .compose(_ -> find(call))
                        .map(changed -> Answer.ok(described(changed), "Repository changed.")));
    }

    Future<Answer> get(Call call) {
        return find(call).map(found -> Answer.ok(described(found), "Repository."));
    }

    Future<Answer> remove(Call call) {
        return find(call).compose(found -> {
            var entry = found.entry();
            if (entry.name().equals(RepositoryName.DEFAULT)) {
                return Future.failedFuture(new Refusal.Conflict(
                        NOT_REMOVED, "default is what addresses without a name mean (expected: another repository)"));
            }
            return repositories
                    .remove(entry, clock.instant(), call.origin())
                    .compose(removed -> removed
                            ? Future.succeededFuture(Answer.accepted(
                                    entry(entry).build(), "Repository removed; what it has stored is being deleted."))
                            : Future.failedFuture(notFound(entry.name().value())));
        });
    }

    private Future<Repositories.Described> find(Call call) {
        var text = call.name();
        return RepositoryName.parse(text)
                .map(repositories::find)
                .orElse(Future.succeededFuture(Optional.empty()))
                .map(found -> found.orElseThrow(() -> notFound(text)));
    }

    private static Refusal notFound(String name) {
        return new Refusal.NotAccepted(
                "Repository not found.",
                "There is no repository called '" + (name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name)
                        + "'.");
    }

    private static ObjectBuilder entry(Repositories.ServedRepository entry) {
        return Json.object()
                .put(NAME, entry.name().value())
                .put("id", entry.id().value())
                .put(PRIVATE, entry.isPrivate())
                .put("created", AnswerTime.format(entry.createdAt()));
    }

    private static Json.Obj described(Repositories.Described described) {
        var head = described.head();
        var data = entry(described.entry()).put("publication", head.publication());
        if (head.publication() > 0) {
            data.put("published", AnswerTime.format(head.committedAt()));
        }
        if (head.timestamp() > 0) {
            data.put(
                    "versions",
                    Json.object()
                            .put("root", head.root())
                            .put("timestamp", head.timestamp())
                            .put("snapshot", head.snapshot())
                            .put("targets", head.targets())
                            .build());
        }
        return data.build();
    }
}
