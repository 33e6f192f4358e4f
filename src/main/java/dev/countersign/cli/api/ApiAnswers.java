package dev.countersign.cli.api;

import dev.countersign.cli.CliFailure;
import dev.countersign.cli.FieldProblem;
import dev.countersign.cli.Words;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.wire.Sentences;
import dev.countersign.wire.WireNames;
import java.util.ArrayList;
import java.util.List;

/** Reads the API's JSON into records; members that are not needed are passed over. */
public final class ApiAnswers {
    /** Enough for a task that lists ten thousand paths of the longest kind. */
    static final int MAX_BYTES = 64 << 20;

    private static final JsonLimits LIMITS = new JsonLimits(128, MAX_BYTES);

    private ApiAnswers() {}

    /** The document of an answer. */
    static Json.Obj document(Bytes body) {
        try {
            return Json.parseObject(body, LIMITS);
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused("what answers is not the API of Countersign (" + e.getMessage()
                    + "); give the address before /api/v1 as --server");
        }
    }

    /** Whether something else than the API answered: a 404 of the API says in its own form what is missing. */
    static boolean isNoApi(int status, Bytes body) {
        if (status != 404 && status != 405) {
            return false;
        }
        try {
            return Json.parseObject(body, LIMITS).get(WireNames.DETAIL) instanceof Json.Str detail
                    ? Sentences.saysNothingThere(detail.value())
                    : !(Json.parseObject(body, LIMITS).get(WireNames.DETAIL) instanceof Json.Obj);
        } catch (InvalidInput e) {
            return true;
        }
    }

    /** The {@code data} member; an empty object when there is none. */
    public static Json.Obj data(Json.Obj document) {
        return document.object(WireNames.DATA);
    }

    /** A number; 0 when there is none of that name. */
    static long number(Json.Obj parent, String name) {
        return parent.get(name) instanceof Json.Int number ? number.value() : 0;
    }

    /** The objects of a list, with an empty one for each item that is none; no objects when there is no list. */
    static List<Json.Obj> objects(Json.Obj parent, String name) {
        return parent.get(name) instanceof Json.Arr list
                ? list.items().stream()
                        .map(item -> item instanceof Json.Obj object ? object : Json.Obj.EMPTY)
                        .toList()
                : List.of();
    }

    static TaskReport task(String id, Json.Obj document) {
        var data = data(document);
        var result = data.object(WireNames.RESULT);
        var state = data.text(WireNames.STATE);
        if (state == null) {
            throw new CliFailure.CommandRefused(
                    "the server's answer names no state of task " + id + "; is --server right?");
        }
        return new TaskReport(
                id,
                state,
                result.text(WireNames.TASK),
                result.text(WireNames.MESSAGE),
                result.text(WireNames.ERROR),
                details(result.object(WireNames.DETAILS)),
                data);
    }

    private static TaskReport.TaskDetails details(Json.Obj details) {
        return new TaskReport.TaskDetails(
                details.texts(WireNames.ADDED_ARTIFACTS),
                details.texts(WireNames.INVALID_PATHS),
                refused(details),
                details.texts(WireNames.DELETED_ARTIFACTS),
                details.texts(WireNames.NOT_FOUND_ARTIFACTS),
                details.texts(WireNames.ARTIFACT_ROLES),
                details.text(WireNames.UPDATE),
                details.text(WireNames.BOOTSTRAP));
    }

    private static List<TaskReport.NotAdded> refused(Json.Obj details) {
        if (!(details.get(WireNames.REFUSED_ARTIFACTS) instanceof Json.Arr groups)) {
            return List.of();
        }
        return groups.items().stream()
                .filter(Json.Obj.class::isInstance)
                .map(Json.Obj.class::cast)
                .map(group -> new TaskReport.NotAdded(
                        String.valueOf(group.text(WireNames.ROLE)),
                        String.valueOf(group.text(WireNames.REASON)),
                        group.texts(WireNames.ARTIFACTS)))
                .toList();
    }

    /**
     * Why a request was refused: the sentence, and what is said of single fields.
     *
     * @param request its body, empty without one
     */
    static CliFailure.CommandRefused refusal(int status, String what, Bytes body, Bytes request) {
        var problems = new ArrayList<FieldProblem>();
        var said = "";
        try {
            said = said(Json.parseObject(body, LIMITS), problems, request);
        } catch (InvalidInput e) {
            said = Words.shortened(body.utf8());
        }
        return new CliFailure.CommandRefused(
                status, what + " was refused (HTTP " + status + ")" + after(said), problems);
    }

    private static String after(String said) {
        return said.isEmpty() ? "" : ": " + said;
    }

    private static String said(Json.Obj document, List<FieldProblem> problems, Bytes request) {
        return switch (document.get(WireNames.DETAIL)) {
            case Json.Str sentence -> sentence.value();
            case Json.Obj pair -> pair(pair);
            case Json.Arr list -> fields(list, problems, request);
            case null, default -> Words.shortened(document.toText());
        };
    }

    private static String pair(Json.Obj pair) {
        var message = pair.text(WireNames.MESSAGE);
        var error = pair.text(WireNames.ERROR);
        return (message == null ? "" : message)
                + (message == null || error == null ? "" : " ")
                + (error == null ? "" : error);
    }

    private static String fields(Json.Arr list, List<FieldProblem> problems, Bytes request) {
        for (var item : list.items()) {
            if (item instanceof Json.Obj problem) {
                var reason = problem.text("msg");
                problems.add(new FieldProblem(
                        location(problem), reason == null ? "no reason given" : Sentences.valueProblem(reason)));
            }
        }
        var sent = request.length() == 0 ? Json.Obj.EMPTY : Json.parseObject(request, LIMITS);
        var first = problems.stream()
                .limit(3)
                .map(problem -> problem.sentence(sent))
                .toList();
        return String.join("; ", first) + (problems.size() > 3 ? "; and " + (problems.size() - 3) + " more" : "");
    }

    private static List<String> location(Json.Obj problem) {
        if (!(problem.get("loc") instanceof Json.Arr steps)) {
            return List.of();
        }
        return steps.items().stream()
                .map(step -> step instanceof Json.Str name ? name.value() : step.toText())
                .toList();
    }
}
