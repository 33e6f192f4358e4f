package dev.countersign.http.front;

import dev.countersign.http.api.RepositoryApi;
import dev.countersign.http.metadata.MetadataServing;
import dev.countersign.repository.RepositoryName;
import io.vertx.core.Future;
import java.util.Optional;

/** What answers for one repository. */
public record HostedRepository(RepositoryApi api, MetadataServing metadata) {

    /** Finds what answers for a repository. */
    @FunctionalInterface
    public interface Hosting {
        /** Empty when there is no repository of that name. */
        Future<Optional<HostedRepository>> find(RepositoryName name);
    }
}
