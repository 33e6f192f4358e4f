package dev.countersign.app.service;

import dev.countersign.aws.AwsSettings;
import dev.countersign.aws.CredentialSource;
import dev.countersign.client.Authorities;
import dev.countersign.mirror.MirrorFailure;
import dev.countersign.mirror.MirrorPlaces;
import dev.countersign.mirror.MirrorStore;
import dev.countersign.mirror.folder.FolderStore;
import dev.countersign.mirror.s3.BucketClient;
import dev.countersign.mirror.s3.BucketStore;
import dev.countersign.repository.MirrorPlace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Folders of this machine, and buckets with the credentials of this process. Any thread. */
final class OpenedPlaces implements MirrorPlaces {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String REGION = "us-east-1";
    private static final String NO_PROFILE = "";

    /** Made with the first bucket, because the first such client of a process takes long; most services have no bucket. */
    private static final class BucketRequests {
        private static final HttpClient HTTP = http().build();
    }

    private static HttpClient.Builder http() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
    }

    private final AwsSettings aws;
    private final InstantSource clock;

    /** By profile: credentials that are only for a time are asked for once for all mirrors. */
    private final ConcurrentMap<String, CredentialSource> credentials = new ConcurrentHashMap<>();

    /** As the environment of this process says. */
    OpenedPlaces(InstantSource clock) {
        this(new AwsSettings(System.getenv(), Path.of(System.getProperty("user.home")), clock), clock);
    }

    OpenedPlaces(AwsSettings aws, InstantSource clock) {
        this.aws = aws;
        this.clock = clock;
    }

    @Override
    public MirrorStore open(MirrorPlace place) {
        return switch (place) {
            case MirrorPlace.Folder folder -> new FolderStore(Path.of(folder.path()), folder.compressed());
            case MirrorPlace.Bucket bucket -> new BucketStore(client(bucket));
        };
    }

    private BucketClient client(MirrorPlace.Bucket bucket) {
        var region = bucket.region().or(aws::region);
        var endpoint = bucket.endpoint().or(() -> aws.endpoint("S3"));
        if (region.isEmpty() && endpoint.isEmpty()) {
            throw new MirrorFailure.NotLetIn("the region of the bucket " + bucket.bucket() + " is not known (expected:"
                    + " region of the mirror, or AWS_REGION in the environment of the service)");
        }
        var used = region.orElse(REGION);
        var server = endpoint.orElseGet(() -> URI.create("https://s3." + used + ".amazonaws.com"));
        return new BucketClient(
                bucket.ca()
                        .map(Path::of)
                        .or(aws::authorities)
                        .map(OpenedPlaces::trusting)
                        .orElseGet(() -> BucketRequests.HTTP),
                base(bucket, server),
                used,
                credentials.computeIfAbsent(bucket.profile().orElse(NO_PROFILE), this::source),
                clock);
    }

    /** The file is read each time that a mirror is opened, so that it can be replaced. */
    private static HttpClient trusting(Path ca) {
        try {
            return http().sslContext(Authorities.inFile(ca).context().orElseThrow())
                    .build();
        } catch (IOException e) {
            throw new MirrorFailure.NotLetIn("authorities of the store: " + e.getMessage());
        }
    }

    private CredentialSource source(String profile) {
        return profile.isEmpty() ? aws.credentials() : aws.credentials(profile);
    }

    private static URI base(MirrorPlace.Bucket bucket, URI server) {
        return URI.create(
                bucket.pathStyle()
                        ? server + "/" + bucket.bucket() + "/" + bucket.prefix()
                        : server.getScheme() + "://" + bucket.bucket() + "." + server.getRawAuthority() + "/"
                                + bucket.prefix());
    }
}
