package dev.countersign.http.front;

import dev.countersign.http.RepositoryAddress;
import dev.countersign.http.api.RepositoryApi;
import dev.countersign.http.metadata.MetadataServing;
import dev.countersign.http.transparency.LogServing;
import dev.countersign.tuf.RepositoryName;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What answers for one repository.
 *
 * @param privacy whether what clients read is for those with a grant only; asked for each file, so it costs next to nothing
 */
public record HostedRepository(
        RepositoryName name, RepositoryApi api, MetadataServing metadata, LogServing log, BooleanSupplier privacy) {

    boolean isPrivate() {
        return privacy.getAsBoolean();
    }

    /** @param path behind the address of the repository; one for which {@link RepositoryAddress#isForReaders} holds */
    void serve(HttpServerRequest request, String path) {
        if (RepositoryAddress.isLog(path)) {
            log.handle(request, path);
        } else {
            metadata.handle(request, path);
        }
    }

    /** Finds what answers for a repository. */
    @FunctionalInterface
    public interface Hosting {
        /** Empty when there is no repository of that name. */
        Future<Optional<HostedRepository>> find(RepositoryName name);
    }
}
