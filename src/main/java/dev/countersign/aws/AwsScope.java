package dev.countersign.aws;

/**
 * What a signature is for.
 *
 * @param service as signatures name it, such as {@code s3} or {@code kms}
 */
public record AwsScope(String region, String service) {}
