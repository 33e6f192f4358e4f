package dev.countersign.http.api;

import dev.countersign.access.Grants;
import dev.countersign.access.Issuing;
import dev.countersign.access.Token;
import dev.countersign.access.Tokens;
import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.DocumentBody;
import dev.countersign.http.Field;
import dev.countersign.http.Place;
import dev.countersign.http.Refusal;
import dev.countersign.http.Violation;
import dev.countersign.http.Violations;
import dev.countersign.json.Json;
import dev.countersign.wire.WireNames;
import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /api/v1/tokens}: tokens are listed, created, shown and revoked, by those who administer all that they are for. */
final class TokensResource {
    private static final int MOST_LISTED = 1_000;
    private static final String NOT_CREATED = "Token not created.";

    private final Tokens tokens;
    private final Issuing issuing;
    private final DocumentBody body;
    private final InstantSource clock;

    TokensResource(Tokens tokens, Issuing issuing, DocumentBody body, InstantSource clock) {
        this.tokens = tokens;
        this.issuing = issuing;
        this.body = body;
        this.clock = clock;
    }

    /** In the order of names; {@code after} goes on behind a name. */
    Future<Answer> list(Call call) {
        var after = Optional.ofNullable(call.query().get("after"));
        return page(call.caller().grants(), after, new ArrayList<>()).map(found -> {
            var shown = found.stream()
                    .limit(MOST_LISTED)
                    .<Json>map(TokenAnswer::render)
                    .toList();
            var data = Json.object()
                    .put("tokens", new Json.Arr(shown))
                    .put("more", found.size() > MOST_LISTED)
                    .build();
            return Answer.ok(data, "Tokens.");
        });
    }

    /** Goes on until there are enough of those that the caller may see. */
    private Future<List<Token>> page(Grants grants, Optional<String> after, List<Token> found) {
        return tokens.list(after, MOST_LISTED + 1).compose(page -> {
            page.stream().filter(token -> grants.administer(token.grants())).forEach(found::add);
            return page.size() <= MOST_LISTED || found.size() > MOST_LISTED
                    ? Future.succeededFuture(found)
                    : page(grants, Optional.of(page.getLast().name()), found);
        });
    }

    Future<Answer> create(Call call) {
        var violations = new Violations();
        var read = Field.body(body.read(call), violations);
        var name = read.string("name");
        var grants = GrantsReader.read(read);
        var expires = read.optional("expires").map(Field::text);
        violations.check();
        requireName(name);
        return issuing.issue(call.caller(), name, grants, expires.map(this::inFuture), call.origin())
                .map(issued -> new Answer(
                        201,
                        Json.object()
                                .put(WireNames.DATA, TokenAnswer.render(issued))
                                .put(WireNames.MESSAGE, "Token created; its text is shown this once.")
                                .build()))
                .recover(failure -> Future.failedFuture(
                        switch (failure) {
                            case Issuing.NotHeld notHeld ->
                                new Refusal.NotPermitted(String.valueOf(notHeld.getMessage()));
                            case Tokens.TokenNameTaken taken ->
                                new Refusal.Conflict(NOT_CREATED, String.valueOf(taken.getMessage()));
                            default -> failure;
                        }));
    }

    private static void requireName(String name) {
        if (!Token.isName(name)) {
            throw new Refusal.Invalid(Violation.broken(
                    Place.BODY.member("name"),
                    "not a name of a token (expected: " + Token.NAME_RULE + ")",
                    new Json.Str(name)));
        }
    }

    private Instant inFuture(String text) {
        try {
            var end = OffsetDateTime.parse(text).toInstant();
            if (end.isAfter(clock.instant())) {
                return end;
            }
        } catch (DateTimeException notATime) {
            // refused below, like a time that is over
        }
        throw new Refusal.Invalid(Violation.broken(
                Place.BODY.member("expires"),
                "not a time to come (expected: a date with time and zone, such as 2030-01-31T00:00:00Z)",
                new Json.Str(text)));
    }

    Future<Answer> get(Call call) {
        return find(call).map(token -> Answer.ok(TokenAnswer.render(token), "Token."));
    }

    Future<Answer> revoke(Call call) {
        return find(call)
                .compose(token -> tokens.revoke(token, clock.instant(), call.origin())
                        .map(revoked -> {
                            if (!revoked) {
                                throw notFound();
                            }
                            return Answer.ok(
                                    TokenAnswer.render(token),
                                    "Token revoked; no node takes it any more within 5 seconds.");
                        }));
    }

    /** One that the caller does not administer is as one that is not there. */
    private Future<Token> find(Call call) {
        return tokens.find(call.name())
                .map(found -> found.filter(token -> call.caller().grants().administer(token.grants()))
                        .orElseThrow(TokensResource::notFound));
    }

    private static Refusal notFound() {
        return new Refusal.NotAccepted("Token not found.", "There is no token of that name that you administer.");
    }
}
