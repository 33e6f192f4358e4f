package dev.countersign.access;

import io.vertx.core.Future;
import java.util.List;

/**
 * All callers of a service: those without credentials are the anonymous caller, all others are recognised by the first
 * of several ways that knows their credential.
 */
public final class Callers implements Authentication {
    private final Caller anonymous;
    private final List<Authentication> ways;

    public Callers(Grants anonymous, List<Authentication> ways) {
        this.anonymous = Caller.anonymous(anonymous);
        this.ways = List.copyOf(ways);
    }

    @Override
    public Future<Recognition> recognise(Credential credential) {
        return switch (credential) {
            case Credential.None _ -> Future.succeededFuture(new Recognition.Known(anonymous));
            case Credential.UnreadableCredential _ ->
                Future.succeededFuture(new Recognition.Unknown("no credential that can be read"));
            case Credential.Bearer _, Credential.Basic _, Credential.ClientCertificate _ -> recognise(credential, 0);
        };
    }

    private Future<Recognition> recognise(Credential credential, int way) {
        var recognition = ways.get(way).recognise(credential);
        return way == ways.size() - 1
                ? recognition
                : recognition.compose(found -> found instanceof Recognition.Known
                        ? Future.succeededFuture(found)
                        : recognise(credential, way + 1));
    }
}
