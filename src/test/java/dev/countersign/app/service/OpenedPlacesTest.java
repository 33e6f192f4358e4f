package dev.countersign.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.aws.AwsSettings;
import dev.countersign.http.tls.TestAuthority;
import dev.countersign.json.Bytes;
import dev.countersign.mirror.MirrorFailure;
import dev.countersign.mirror.MirrorStore;
import dev.countersign.mirror.s3.StrictBucket;
import dev.countersign.repository.MirrorPlace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket whose certificate a private authority has issued. */
class OpenedPlacesTest {
    private static final Bytes ONE = Bytes.utf8("{\"one\":1}");

    private final TestAuthority authority = TestAuthority.named("the store's");
    private final TestAuthority other = TestAuthority.named("somebody else's");
    private final StrictBucket bucket;

    @TempDir
    Path folder;

    OpenedPlacesTest() throws IOException {
        bucket = StrictBucket.showing(authority.client(authority.issue("store")));
    }

    @AfterEach
    void close() {
        bucket.close();
    }

    private MirrorStore open(Optional<Path> ca, Map<String, String> more) {
        return open(ca, more, bucket.endpoint());
    }

    private MirrorStore open(Optional<Path> ca, Map<String, String> more, URI endpoint) {
        var environment = new HashMap<>(more);
        environment.put("AWS_ACCESS_KEY_ID", StrictBucket.OWNER.keyId());
        environment.put("AWS_SECRET_ACCESS_KEY", StrictBucket.OWNER.secret());
        var clock = InstantSource.system();
        return new OpenedPlaces(new AwsSettings(environment, folder, clock), clock)
                .open(new MirrorPlace.Bucket(
                        StrictBucket.NAME,
                        "",
                        Optional.of(endpoint),
                        Optional.of(StrictBucket.REGION),
                        true,
                        Optional.empty(),
                        ca.map(Path::toString)));
    }

    private Path ca(TestAuthority of) {
        return of.write(folder.resolve("ca.pem"));
    }

    private void isWritten(MirrorStore store) {
        assertThat(store.create("1.root.json", ONE)).isTrue();
        assertThat(store.read("1.root.json", 100).orElseThrow().content()).isEqualTo(ONE);
    }

    private static void isRefused(MirrorStore store) {
        assertThatThrownBy(() -> store.create("1.root.json", ONE))
                .isInstanceOf(MirrorFailure.NotLetIn.class)
                .hasMessageContaining("shows no certificate that is trusted: ")
                .hasMessageContaining("ca of the mirror");
    }

    @Test
    void aStoreIsBelievedWhoseAuthorityItsMirrorNames() {
        isWritten(open(Optional.of(ca(authority)), Map.of()));
    }

    @Test
    void noOtherIs() {
        isRefused(open(Optional.of(ca(other)), Map.of()));
        isRefused(open(Optional.empty(), Map.of()));
        assertThat(bucket.objects).isEmpty();
    }

    @Test
    void withoutOneTheEnvironmentNamesIt() throws IOException {
        isWritten(open(Optional.empty(), Map.of("AWS_CA_BUNDLE", ca(authority).toString())));
        bucket.objects.clear();

        var config = Files.writeString(folder.resolve("config"), "[default]\nca_bundle = " + ca(authority) + "\n");
        isWritten(open(Optional.empty(), Map.of("AWS_CONFIG_FILE", config.toString())));
    }

    @Test
    void theMirrorsOwnCountsBeforeThatOfTheEnvironment() {
        var wrong = other.write(folder.resolve("other.pem"));
        isWritten(open(Optional.of(ca(authority)), Map.of("AWS_CA_BUNDLE", wrong.toString())));
    }

    @Test
    void aFileThatIsReplacedCountsWhenTheBucketIsOpenedAgain() {
        isRefused(open(Optional.of(ca(other)), Map.of()));

        isWritten(open(Optional.of(ca(authority)), Map.of()));
    }

    /** It speaks no TLS, or ends in the middle of it: nothing is known of its certificate. */
    @Test
    void aServerWithoutACertificateIsAway() throws IOException {
        try (var plain = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> hangUp(plain));
            var store =
                    open(Optional.of(ca(authority)), Map.of(), URI.create("https://127.0.0.1:" + plain.getLocalPort()));

            assertThatThrownBy(() -> store.create("1.root.json", ONE))
                    .isInstanceOf(MirrorFailure.Away.class)
                    .hasMessageContaining(" cannot be reached: ");
        }
    }

    private static void hangUp(ServerSocket server) {
        try {
            while (true) {
                server.accept().close();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    /** Its path may be that of anything: whoever reads that to its end is kept for good, or has no memory left. */
    @Test
    void whatHasNoEndIsNotRead() throws Exception {
        var pipe = folder.resolve("pipe.pem");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (var endless : List.of(pipe, Path.of("/dev/zero"), folder)) {
            assertThatThrownBy(() -> open(Optional.of(endless), Map.of()))
                    .isInstanceOf(MirrorFailure.NotLetIn.class)
                    .hasMessage("authorities of the store: " + endless + " is no file (expected: a PEM file)");
        }
    }

    @Test
    void aFileThatIsTooLargeIsNotRead() throws IOException {
        var large = folder.resolve("large.pem");
        Files.write(large, new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> open(Optional.of(large), Map.of()))
                .isInstanceOf(MirrorFailure.NotLetIn.class)
                .hasMessage("authorities of the store: " + large
                        + " is larger than 1048576 bytes (expected: a PEM file of authorities)");
    }

    @Test
    void aFileThatIsNoneIsNamed() throws IOException {
        var none = folder.resolve("none.pem");
        assertThatThrownBy(() -> open(Optional.of(none), Map.of()))
                .isInstanceOf(MirrorFailure.NotLetIn.class)
                .hasMessage("authorities of the store: " + none + " is not there");
        Files.writeString(none, "no certificate");
        assertThatThrownBy(() -> open(Optional.of(none), Map.of()))
                .hasMessageContaining(none + " holds no whole certificate (expected: a PEM file");
    }
}
