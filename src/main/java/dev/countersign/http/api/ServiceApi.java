package dev.countersign.http.api;

import dev.countersign.access.GrantsCodec;
import dev.countersign.access.Issuing;
import dev.countersign.access.Permission;
import dev.countersign.access.Tokens;
import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.DocumentBody;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.Need;
import dev.countersign.http.Operation;
import dev.countersign.json.Json;
import dev.countersign.repository.Repositories;
import dev.countersign.wire.AnswerTime;
import dev.countersign.wire.ApiPath;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/** What is the same for all repositories: which there are, and who may do what. One instance serves any number of event loops. */
public final class ServiceApi {
    private static final String NAMED = "/{name}";

    /**
     * What it is made from.
     *
     * @param random one that nobody can predict
     */
    public record ServicePorts(Repositories repositories, Tokens tokens, RandomGenerator random, InstantSource clock) {}

    private final RepositoriesResource repositories;
    private final TokensResource tokens;

    public ServiceApi(ServicePorts ports, HttpLimits limits) {
        var body = new DocumentBody(limits);
        this.repositories = new RepositoriesResource(ports.repositories(), body, ports.clock());
        this.tokens = new TokensResource(
                ports.tokens(), new Issuing(ports.tokens(), ports.random(), ports.clock()), body, ports.clock());
    }

    public static List<Operation<ServiceApi>> operations(HttpLimits limits) {
        int document = limits.maxDocumentBytes();
        var repositories = ApiPath.REPOSITORIES;
        var tokens = ApiPath.TOKENS;
        return List.of(
                Operation.get(repositories, Need.TO_BE_KNOWN, api -> api.repositories::list),
                Operation.post(repositories, Permission.ADMIN, document, api -> api.repositories::create),
                Operation.get(repositories + NAMED, Need.TO_BE_KNOWN, api -> api.repositories::get),
                Operation.put(repositories + NAMED, Permission.ADMIN, document, api -> api.repositories::change),
                Operation.delete(repositories + NAMED, Permission.ADMIN, api -> api.repositories::remove),
                Operation.get(tokens, Permission.ADMIN, api -> api.tokens::list),
                Operation.post(tokens, Permission.ADMIN, document, api -> api.tokens::create),
                Operation.get(tokens + NAMED, Permission.ADMIN, api -> api.tokens::get),
                Operation.delete(tokens + NAMED, Permission.ADMIN, api -> api.tokens::revoke),
                Operation.get(ApiPath.WHOAMI, Need.TO_BE_KNOWN, api -> ServiceApi::whoami));
    }

    private static Future<Answer> whoami(Call call) {
        var caller = call.caller();
        var data = Json.object()
                .put("caller", caller.actor().name())
                .put("kind", caller.actor().kind())
                .put("grants", GrantsCodec.encode(caller.grants()));
        caller.expires().ifPresent(end -> data.put("expires", AnswerTime.format(end)));
        return Future.succeededFuture(Answer.ok(data.build(), "The caller."));
    }
}
