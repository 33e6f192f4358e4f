package dev.countersign.mirror.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.aws.AwsCredentials;
import dev.countersign.aws.CredentialSource;
import dev.countersign.json.Bytes;
import dev.countersign.mirror.MirrorFailure;
import dev.countersign.mirror.MirrorStore;
import dev.countersign.mirror.MirrorStoreContract;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BucketStoreTest implements MirrorStoreContract {
    private final StrictBucket bucket;
    private final MirrorStore store;

    BucketStoreTest() throws IOException {
        bucket = new StrictBucket();
        store = store(StrictBucket.OWNER, InstantSource.system());
    }

    @Override
    public MirrorStore store() {
        return store;
    }

    private MirrorStore store(AwsCredentials credentials, InstantSource clock) {
        return store(() -> Optional.of(credentials), bucket.endpoint(), clock);
    }

    private static MirrorStore store(CredentialSource credentials, URI server, InstantSource clock) {
        var base = URI.create(server + "/" + StrictBucket.NAME + "/a/b/");
        return new BucketStore(
                new BucketClient(HttpClient.newHttpClient(), base, StrictBucket.REGION, credentials, clock));
    }

    @AfterEach
    void close() {
        bucket.close();
    }

    @Test
    void versionedFilesMayBeKeptForEverAndTheTimestampNot() {
        assertThat(store.create("1.root.json", ONE)).isTrue();
        assertThat(store.replace("timestamp.json", null, ONE)).isTrue();
        assertThat(bucket.objects.get("a/b/1.root.json").headers())
                .containsEntry("cache-control", "public, max-age=31536000, immutable")
                .containsEntry("content-type", "application/json");
        assertThat(bucket.objects.get("a/b/timestamp.json").headers()).containsEntry("cache-control", "no-cache");
        assertThat(bucket.listings).hasValue(0);
    }

    @Test
    void ofManyWhoCreateOneDoes() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(
                            number -> () -> store.create("7.snapshot.json", Bytes.utf8("{\"by\":" + number + "}")))
                    .toList();
            var won = 0;
            for (var done : threads.invokeAll(tries)) {
                won += done.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void wrongCredentialsAreSaidWithWhatIsNeeded() {
        var wrong = store(new AwsCredentials("OWNER", "guessed"), InstantSource.system());
        assertThatThrownBy(() -> wrong.create("1.root.json", ONE))
                .isInstanceOf(MirrorFailure.NotLetIn.class)
                .hasMessageContaining("HTTP 403 SignatureDoesNotMatch (Refused by the test)")
                .hasMessageContaining("s3:PutObject")
                .hasMessageNotContaining("guessed");
        var unknown = store(new AwsCredentials("NOBODY", "x"), InstantSource.system());
        assertThatThrownBy(() -> unknown.read("1.root.json", 100)).hasMessageContaining("InvalidAccessKeyId");
        var late = store(StrictBucket.OWNER, Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)));
        assertThatThrownBy(() -> late.delete("1.root.json")).hasMessageContaining("RequestTimeTooSkewed");
        assertThat(bucket.objects).isEmpty();
    }

    @Test
    void noCredentialsAreSaidWithWhereTheyAreLookedFor() {
        var none = store(Optional::empty, bucket.endpoint(), InstantSource.system());
        assertThatThrownBy(() -> none.create("1.root.json", ONE))
                .isInstanceOf(MirrorFailure.NotLetIn.class)
                .hasMessageContaining("AWS_ACCESS_KEY_ID");
    }

    @Test
    void aStoreThatAsksToWaitIsWaitedFor() {
        bucket.throttled.set(2);
        assertThat(store.create("1.root.json", ONE)).isTrue();
        bucket.broken.set(Optional.of(500));
        assertThatThrownBy(() -> store.create("2.root.json", ONE))
                .isInstanceOf(MirrorFailure.Away.class)
                .hasMessageContaining("HTTP 500 InternalError");
    }

    /** At 4 Mbit/s the largest file takes 134 s. */
    @Test
    void theTimeForAnExchangeGrowsWithWhatItCarries() {
        assertThat(BucketClient.patience(0)).isEqualTo(Duration.ofSeconds(30));
        assertThat(BucketClient.patience(MirrorStore.MOST_BYTES)).isGreaterThan(Duration.ofSeconds(134));
    }

    @Test
    void aStoreThatCannotBeReachedIsAway() {
        bucket.close();
        assertThatThrownBy(() -> store.read("1.root.json", 100))
                .isInstanceOf(MirrorFailure.Away.class)
                .hasMessageContaining("cannot be reached");
    }
}
