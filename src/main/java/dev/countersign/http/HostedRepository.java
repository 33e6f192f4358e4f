package dev.countersign.http;

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
