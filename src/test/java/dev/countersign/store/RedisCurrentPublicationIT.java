package dev.countersign.store;

import static dev.countersign.store.Samples.await;
import static dev.countersign.store.Samples.publish;
import static dev.countersign.store.Samples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisCurrentPublicationIT {
    private static final String REGISTER = "countersign:publication";

    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final Postgres postgres = database.open(vertx);
    private final PgPublications publications = new PgPublications(postgres);
    private final PgCurrentPublication fallback = new PgCurrentPublication(postgres);
    private final TestRedis server = TestRedis.open();
    private final List<RedisCurrentPublication> nodes = new ArrayList<>();
    private final RedisCurrentPublication current = node(server.uri());
    private final AtomicInteger woken = new AtomicInteger();

    @AfterEach
    void close() {
        nodes.forEach(node -> await(node.close()));
        fallback.close();
        await(vertx.close());
        server.close();
        database.close();
    }

    private RedisCurrentPublication node(String uri) {
        var node = new RedisCurrentPublication(vertx, RedisOptions.of(uri), fallback);
        await(node.start());
        nodes.add(node);
        return node;
    }

    private @Nullable Response redis(Command command, String... arguments) {
        var client = Redis.createClient(vertx, server.uri());
        var request = Request.cmd(command);
        for (var argument : arguments) {
            request.arg(argument);
        }
        var answer = await(client.send(request));
        await(client.close());
        return answer;
    }

    private String register() {
        return String.valueOf(redis(Command.GET, REGISTER));
    }

    /** A register that stays for the whole test. */
    private void lease(long number) {
        redis(Command.SET, REGISTER, Long.toString(number), "PX", "60000");
    }

    @Test
    void answersFromTheRegister() {
        lease(7);

        assertThat(await(current.newest())).isEqualTo(7);
    }

    @Test
    void readsPostgresWhenTheRegisterIsEmptyAndLeasesTheAnswer() throws InterruptedException {
        publish(publications, step(1));

        assertThat(await(current.newest())).isEqualTo(1);

        Eventually.holds("the answer is leased", () -> {
            await(current.newest());
            return register().equals("1");
        });
        Eventually.holds("for a moment", () -> {
            await(current.newest());
            return leftMillis() > 0;
        });
        assertThat(leftMillis()).isLessThanOrEqualTo(RedisCurrentPublication.LEASE.toMillis());
    }

    private long leftMillis() {
        var left = redis(Command.PTTL, REGISTER);
        return left == null ? 0 : left.toLong();
    }

    @Test
    void anAnnouncementRaisesTheRegisterAndNothingLowersIt() {
        lease(1);

        await(current.announce(5));
        await(current.announce(3));

        assertThat(await(current.newest())).isEqualTo(5);
        assertThat(leftMillis()).isBetween(50_000L, 60_000L);
    }

    @Test
    void anAnnouncementLeasesNothingByItself() {
        await(current.announce(5));

        assertThat(register()).isEqualTo("null");
    }

    @Test
    void wakesOtherNodesForNews() throws InterruptedException {
        var other = node(server.uri());
        other.onAnnounced(woken::incrementAndGet);

        await(current.announce(5));

        Eventually.holds("the other node hears of it", () -> woken.get() == 1);
    }

    @Test
    void postgresAnswersWhileRedisIsGoneAndTheRegisterWhenItIsBack() throws InterruptedException {
        publish(publications, step(1));
        assertThat(await(current.newest())).isEqualTo(1);
        server.stop();
        publish(publications, step(2));

        assertThat(await(current.newest())).isEqualTo(2);

        server.restart();
        lease(9);
        Eventually.holds("the register answers again", () -> await(current.newest()) == 9);
    }

    @Test
    void wakesForWhatItMayHaveMissedWhenRedisIsBack() throws InterruptedException {
        current.onAnnounced(woken::incrementAndGet);
        server.stop();
        server.restart();

        Eventually.holds("this node is woken", () -> woken.get() > 0);
    }

    @Test
    void anAnnouncementThatFailsCompletesWhenNoRegisterIsOlder() {
        server.stop();
        var started = System.nanoTime();

        await(current.announce(2));

        assertThat(System.nanoTime() - started)
                .isGreaterThanOrEqualTo(RedisCurrentPublication.LEASE.toNanos() - 50_000_000);
    }

    @Test
    void tellsThroughPostgresWhenRedisIsGone() throws InterruptedException {
        await(fallback.start());
        server.stop();
        current.onAnnounced(woken::incrementAndGet);

        await(current.announce(2));

        Eventually.holds("this node hears of it", () -> woken.get() > 0);
    }

    @Test
    void usesAPassword() {
        try (var guarded = TestRedis.openWithPassword("secret")) {
            var node = node(guarded.uri());
            publish(publications, step(1));

            assertThat(await(node.newest())).isEqualTo(1);
            assertThat(await(node.newest())).isEqualTo(1);
        }
    }

    @Test
    void isUsableWhenRedisWasNeverThere() {
        server.stop();
        var node = node(server.uri());
        publish(publications, step(1));

        assertThat(await(node.newest())).isEqualTo(1);
    }

    @Test
    void aUriThatIsNoneIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> RedisOptions.of("http://:secret@host"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the Redis URI cannot be read")
                .hasMessageNotContaining("secret");
    }
}
