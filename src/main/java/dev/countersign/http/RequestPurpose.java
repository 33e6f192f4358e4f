package dev.countersign.http;

import dev.countersign.tuf.RepositoryName;
import java.util.Optional;

/**
 * What a request is for, as far as its address says.
 *
 * @param operation its method and address, without names that a caller chooses: {@code POST /api/v1/artifacts}
 * @param need what a caller needs for it
 * @param repository the one in the address; empty for an address that is of none
 */
public record RequestPurpose(String operation, Need need, Optional<RepositoryName> repository) {}
