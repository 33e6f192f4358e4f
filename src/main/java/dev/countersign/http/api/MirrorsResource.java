package dev.countersign.http.api;

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
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.repository.MirrorName;
import dev.countersign.repository.MirrorPlace;
import dev.countersign.repository.MirrorPlaceCodec;
import dev.countersign.repository.MirrorState;
import dev.countersign.repository.MirrorState.MirrorCheck;
import dev.countersign.repository.MirrorState.MirrorCursor;
import dev.countersign.repository.Mirrors;
import dev.countersign.repository.Repositories.ServedRepository;
import dev.countersign.wire.AnswerTime;
import dev.countersign.wire.WireNames;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /api/v1/mirrors}: the mirrors of a repository are listed, added, removed, and checked. */
final class MirrorsResource {
    private static final String NAME = "name";
    private static final String NOT_ADDED = "Mirror not added.";
    private static final String NOT_REMOVED = "Mirror not removed.";

    private final RegisteredMirrors registered;
    private final Mirrors mirrors;
    private final DocumentBody body;
    private final InstantSource clock;

    MirrorsResource(RegisteredMirrors registered, DocumentBody body, InstantSource clock) {
        this.registered = registered;
        this.mirrors = registered.mirrors();
        this.body = body;
        this.clock = clock;
    }

    Future<Answer> list(Call call) {
        return mirrors.of(repository().id())
                .map(found -> Answer.ok(
                        Json.object()
                                .put(
                                        "mirrors",
                                        new Json.Arr(found.stream()
                                                .<Json>map(this::described)
                                                .toList()))
                                .build(),
                        "Mirrors."));
    }

    /** Everybody who may have files written by the service, with its credentials, is trusted with all of its repositories. */
    Future<Answer> add(Call call) {
        var read = body.read(call);
        var name = name(read);
        var place = place(read.without(NAME));
        if (!call.caller().grants().allowEverywhere(Permission.ADMIN)) {
            throw new Refusal.NotPermitted(Guard.missing(Permission.ADMIN, Optional.empty())
                    + " on all repositories, because mirrors are written with the rights of the service");
        }
        return mirrors.add(repository(), name, place, clock.instant(), call.origin())
                .compose(_ -> find(name))
                .map(added -> new Answer(
                        201,
                        Json.object()
                                .put(WireNames.DATA, described(added))
                                .put(WireNames.MESSAGE, "Mirror added; it is filled now.")
                                .build()))
                .recover(failure -> Future.failedFuture(
                        failure instanceof Mirrors.MirrorExists taken
                                ? new Refusal.Conflict(NOT_ADDED, String.valueOf(taken.getMessage()))
                                : failure));
    }

    Future<Answer> remove(Call call) {
        var name = name(body.read(call));
        if (registered.declared().test(name)) {
            throw new Refusal.Conflict(
                    NOT_REMOVED,
                    "the mirror " + name + " is declared in the configuration of the service, under mirrors (expected:"
                            + " taken out there first)");
        }
        return find(name)
                .compose(found -> mirrors.remove(repository(), found.mirror(), clock.instant(), call.origin())
                        .map(_ -> found))
                .map(gone -> Answer.ok(described(gone), "Mirror removed; what is there stays there."));
    }

    Future<Answer> verify(Call call) {
        return find(name(body.read(call)))
                .compose(found -> mirrors.askToCheck(repository(), found.mirror(), clock.instant(), call.origin())
                        .map(number -> Answer.accepted(
                                Json.object()
                                        .put(NAME, found.mirror().name().value())
                                        .put(
                                                "check_asked",
                                                number.orElseThrow(() ->
                                                        notFound(found.mirror().name())))
                                        .build(),
                                "Mirror is being read as a client would.")));
    }

    private ServedRepository repository() {
        return registered.repository().get();
    }

    private static MirrorName name(Json.Obj read) {
        var violations = new Violations();
        var text = Field.body(read, violations).string(NAME);
        violations.check();
        return required(Place.BODY.member(NAME), () -> new MirrorName(text));
    }

    private static MirrorPlace place(Json.Obj read) {
        return required(Place.BODY, () -> MirrorPlaceCodec.decode(read));
    }

    private static <T> T required(Place place, Supplier<T> made) {
        try {
            return made.get();
        } catch (InvalidInput wrong) {
            // What was sent is not repeated: somebody may have put a secret into it.
            throw new Refusal.Invalid(Violation.broken(place, String.valueOf(wrong.getMessage()), Json.Obj.EMPTY));
        }
    }

    private Future<MirrorState> find(MirrorName name) {
        return mirrors.of(repository().id())
                .map(found -> found.stream()
                        .filter(state -> state.mirror().name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> notFound(name)));
    }

    private static Refusal notFound(MirrorName name) {
        return new Refusal.NotAccepted("Mirror not found.", "There is no mirror called '" + name + "'.");
    }

    private Json.Obj described(MirrorState state) {
        var mirror = state.mirror();
        return Json.object()
                .put(NAME, mirror.name().value())
                .put("place", MirrorPlaceCodec.encode(mirror.place()))
                .put("declared", registered.declared().test(mirror.name()))
                .put("created", AnswerTime.format(mirror.createdAt()))
                .put("state", word(state))
                .put("shows", versions(state.cursor()))
                .put("newest", versions(state.newest()))
                .put("behind_seconds", state.lag(clock.instant()).toSeconds())
                .put("problem", state.problem().map(MirrorsResource::problem).orElse(null))
                .put("check_asked", state.asked())
                .put("check", check(state.checked()))
                .build();
    }

    /** In one word. */
    private static String word(MirrorState state) {
        if (state.problem().isPresent()) {
            return state.problem().get().alarm() ? "alarm" : "failing";
        }
        if (!state.isBehind()) {
            return "complete";
        }
        return state.cursor().timestamp() == 0 ? "filling" : "behind";
    }

    private static Json.Obj problem(MirrorState.MirrorProblem problem) {
        return Json.object()
                .put("sentence", problem.sentence())
                .put("alarm", problem.alarm())
                .put("since", AnswerTime.format(problem.since()))
                .build();
    }

    private static Json.Obj versions(MirrorCursor cursor) {
        return Json.object()
                .put("publication", cursor.publication())
                .put("root", cursor.root())
                .put("timestamp", cursor.timestamp())
                .put("snapshot", cursor.snapshot())
                .build();
    }

    private static Json.Obj check(MirrorCheck check) {
        return Json.object()
                .put("number", check.number())
                .put("at", check.at().map(AnswerTime::format).orElse(null))
                .put("files", check.files())
                .put("problem", check.problem().orElse(null))
                .build();
    }
}
