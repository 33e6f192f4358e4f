package dev.countersign.http.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.http.ConnectionLimits;
import dev.countersign.http.StrictServer;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class ServerTlsIT {
    private static final int LISTENERS = 8;

    @TempDir
    Path folder;

    /** They follow the certificate as soon as each of them is open, all at the same time. */
    @RepeatedTest(20)
    void manyListenersOpenOnePort() throws Exception {
        var certificate = folder.resolve("chain.pem");
        var key = folder.resolve("key.pem");
        TestAuthority.named("servers").issue("server").write(certificate, key);
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LISTENERS));
        try {
            var tls = ServerTls.load(
                    vertx, new PemFiles(certificate, key, null, ClientCertificates.NONE), InstantSource.system());
            var opened = vertx.deployVerticle(
                    () -> new VerticleBase() {
                        @Override
                        public Future<?> start() {
                            return StrictServer.create(
                                            vertx,
                                            tls.in(StrictServer.options(Duration.ofSeconds(5))),
                                            ConnectionLimits.DEFAULT,
                                            request -> request.response().end())
                                    .listen(-1, "127.0.0.1")
                                    .compose(tls::follows);
                        }
                    },
                    new DeploymentOptions().setInstances(LISTENERS));

            assertThat(await(opened)).isNotNull();
        } finally {
            await(vertx.close());
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
