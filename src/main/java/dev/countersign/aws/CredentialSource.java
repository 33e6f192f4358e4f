package dev.countersign.aws;

import java.util.Optional;

/** Where credentials come from. May ask other machines, so threads that must not wait do not call it. */
@FunctionalInterface
public interface CredentialSource {
    /**
     * Those of now; empty where this source is not set up.
     *
     * @throws CredentialsUnavailable where it is set up, and yet gives none
     */
    Optional<AwsCredentials> find();
}
