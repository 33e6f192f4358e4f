package dev.countersign.store.redis;

import static dev.countersign.repository.RepositoryId.DEFAULT;
import static dev.countersign.store.StoreSamples.await;
import static dev.countersign.store.StoreSamples.publish;
import static dev.countersign.store.StoreSamples.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.store.Eventually;
import dev.countersign.store.RecordedNews;
import dev.countersign.store.StoreSamples;
import dev.countersign.store.TestPostgres;
import dev.countersign.store.TestProxy;
import dev.countersign.store.TestRedis;
import dev.countersign.store.postgres.PgCurrentPublications;
import dev.countersign.store.postgres.PgPublications;
import dev.countersign.store.postgres.Postgres;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisCurrentPublicationsIT {
    private static final int RACES = 150;
    private static final String REGISTER = "countersign:newest:1";

    private final Vertx vertx = Vertx.vertx();
    private final TestPostgres.Database database = TestPostgres.database();
    private final Postgres postgres = database.open(vertx);
    private final PgPublications publications = StoreSamples.publications(postgres);
    private final PgCurrentPublications fallback = new PgCurrentPublications(postgres);
    private final TestRedis server = TestRedis.open();
    private final List<RedisCurrentPublications> nodes = new ArrayList<>();
    private final RedisCurrentPublications current = node(server.uri());
    private final RecordedNews woken = new RecordedNews();

    @AfterEach
    void close() {
        nodes.forEach(node -> await(node.close()));
        fallback.close();
        await(vertx.close());
        server.close();
        database.close();
    }

    private RedisCurrentPublications node(String uri) {
        var node = new RedisCurrentPublications(vertx, RedisOptions.parse(uri), fallback);
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

    private String register(String field) {
        return String.valueOf(redis(Command.HGET, REGISTER, field));
    }

    private String link() {
        return String.valueOf(redis(Command.GET, "countersign:link"));
    }

    private long redisMillis() {
        var time = redis(Command.TIME);
        return time.get(0).toLong() * 1_000 + time.get(1).toLong() / 1_000;
    }

    /** A lease that ends so much later, as another node may have left it. */
    private void lease(long number, Duration left) {
        redis(
                Command.HSET,
                REGISTER,
                "number",
                Long.toString(number),
                "until",
                Long.toString(redisMillis() + left.toMillis()),
                "link",
                link());
    }

    /** A node of its own, at whatever distance these proxies put it. */
    private RedisCurrentPublications node(TestProxy toPostgres, TestProxy toRedis) {
        var fallback = new PgCurrentPublications(database.open(vertx, toPostgres.uri(database.uri())));
        var node = new RedisCurrentPublications(vertx, RedisOptions.parse(toRedis.uri(server.uri())), fallback);
        await(node.start());
        nodes.add(node);
        return node;
    }

    @Test
    void answersFromALease() {
        lease(7, RedisCurrentPublications.LEASE);

        assertThat(await(current.of(DEFAULT).newest())).isEqualTo(7);
    }

    @Test
    void readsPostgresWhenThereIsNoLeaseAndLeasesTheAnswer() throws InterruptedException {
        publish(publications, step(1));

        assertThat(await(current.of(DEFAULT).newest())).isEqualTo(1);

        Eventually.holds("the answer is leased", () -> {
            await(current.of(DEFAULT).newest());
            return register("number").equals("1") && leftMillis() > 0;
        });
        assertThat(leftMillis()).isLessThanOrEqualTo(RedisCurrentPublications.LEASE.toMillis());
    }

    private long leftMillis() {
        var until = redis(Command.HGET, REGISTER, "until");
        return until == null ? 0 : until.toLong() - redisMillis();
    }

    @Test
    void anAnnouncementRaisesTheNumberAndNothingLowersIt() {
        lease(1, RedisCurrentPublications.LEASE);
        var end = register("until");

        await(current.of(DEFAULT).announce(5));
        await(current.of(DEFAULT).announce(3));

        assertThat(register("number")).isEqualTo("5");
        assertThat(register("until")).isEqualTo(end);
    }

    @Test
    void anAnnouncementLeasesNothingByItself() {
        await(current.of(DEFAULT).announce(5));

        assertThat(register("number")).isEqualTo("5");
        assertThat(register("until")).isEqualTo("null");
    }

    @Test
    void aLeaseThatSeemsTooLongAfterTheClockWasSetBackDoesNotCount() {
        publish(publications, step(1));
        lease(0, Duration.ofMinutes(10));

        assertThat(await(current.of(DEFAULT).newest())).isEqualTo(1);
    }

    @Test
    void aNumberThatIsHigherThanTheDatabaseHoldsIsNotAnswered() {
        publish(publications, step(1));
        await(current.of(DEFAULT).announce(99));

        assertThat(await(current.of(DEFAULT).newest())).isEqualTo(1);
        assertThat(redis(Command.PTTL, REGISTER).toLong()).isBetween(1L, 60_000L);
    }

    /** Whatever happens while a reader has read PostgreSQL and has not leased it yet. */
    private void whileAGrantIsUnderWay(Runnable event) throws InterruptedException {
        publish(publications, step(1));
        try (var toPostgres = TestProxy.to(TestPostgres.port());
                var toRedis = TestProxy.to(server.uri())) {
            var reader = node(toPostgres, toRedis);
            await(reader.of(DEFAULT).newest());
            Thread.sleep(RedisCurrentPublications.LEASE.plusMillis(100));
            toPostgres.toClient().hold();
            var before = database.number("select (extract(epoch from clock_timestamp()) * 1000000)::bigint");
            var read = reader.of(DEFAULT).newest();
            Eventually.holds("PostgreSQL has answered", () -> answeredSince(before) > 0);

            publish(publications, step(2));
            await(current.of(DEFAULT).announce(2));
            event.run();
            toPostgres.restore();

            assertThat(await(read)).isEqualTo(1);
            for (int i = 0; i < 20; i++) {
                assertThat(await(reader.of(DEFAULT).newest())).isEqualTo(2);
                assertThat(await(current.of(DEFAULT).newest())).isEqualTo(2);
            }
        }
    }

    private long answeredSince(long micros) {
        return database.number("select count(*) from pg_stat_activity where datname = current_database()"
                + " and query like 'select repository, publication from head%' and state = 'idle'"
                + " and extract(epoch from query_start) * 1000000 >= " + micros);
    }

    @Test
    void aGrantDoesNotGoBelowWhatWasAnnouncedMeanwhile() throws InterruptedException {
        whileAGrantIsUnderWay(() -> {});
    }

    @Test
    void aGrantDoesNotOutliveTheMemoryOfWhatWasAnnounced() throws InterruptedException {
        whileAGrantIsUnderWay(() -> redis(Command.FLUSHALL));
    }

    @Test
    void aGrantDoesNotCountWhenSomeoneElseReadAfterTheMemoryWasLost() throws InterruptedException {
        whileAGrantIsUnderWay(() -> {
            redis(Command.FLUSHALL);
            await(current.of(DEFAULT).newest());
        });
    }

    @Test
    void aLeaseFromBeforeAFailoverDoesNotCount() throws InterruptedException {
        publish(publications, step(1));
        try (var toPostgres = TestProxy.to(TestPostgres.port());
                var toRedis = TestProxy.to(server.uri())) {
            var reader = node(toPostgres, toRedis);
            publish(publications, step(2));
            await(current.of(DEFAULT).announce(2));

            // As if a replica that had not heard of it took over, while a lease of what it knew still counts.
            lease(1, RedisCurrentPublications.LEASE.multipliedBy(2));
            var before = link();
            toRedis.reset();
            Eventually.holds("the reader is connected again", () -> !link().equals(before));

            assertThat(await(reader.of(DEFAULT).newest())).isEqualTo(2);
        }
    }

    @Test
    void noReaderAtADistanceGoesBackWhilePublicationsRace() {
        var random = new Random(26);
        try (var direct = TestProxy.to(TestPostgres.port());
                var near = TestProxy.to(server.uri());
                var far = TestProxy.to(server.uri())) {
            near.delay(Duration.ofNanos(500_000), Duration.ofNanos(500_000));
            far.delay(Duration.ofMillis(6), Duration.ofMillis(1));
            var publisher = node(direct, near);
            var reader = node(direct, far);
            for (int publication = 1; publication <= RACES; publication++) {
                redis(Command.HDEL, REGISTER, "until");
                var early = reader.of(DEFAULT).newest();
                pause(random.nextInt(16_000_000));
                publish(publications, step(publication));
                await(publisher.of(DEFAULT).announce(publication));
                pause(random.nextInt(16_000_000));
                for (var node : List.of(current, publisher, reader)) {
                    assertThat(await(node.of(DEFAULT).newest()))
                            .as("publication %d", publication)
                            .isGreaterThanOrEqualTo(publication);
                }
                await(early);
            }
        }
    }

    private static void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    @Test
    void wakesOtherNodesForNews() throws InterruptedException {
        var other = node(server.uri());
        other.onNews(woken);

        await(current.of(DEFAULT).announce(5));

        Eventually.holds("the other node hears of it", () -> woken.get() == 1);
    }

    @Test
    void postgresAnswersWhileRedisIsGoneAndTheRegisterWhenItIsBack() throws InterruptedException {
        publish(publications, step(1));
        assertThat(await(current.of(DEFAULT).newest())).isEqualTo(1);
        server.stop();
        publish(publications, step(2));

        assertThat(await(current.of(DEFAULT).newest())).isEqualTo(2);

        server.restart();
        Eventually.holds("the register answers again", () -> {
            await(current.of(DEFAULT).newest());
            return register("number").equals("2") && leftMillis() > 0;
        });
    }

    @Test
    void wakesForWhatItMayHaveMissedWhenRedisIsBack() throws InterruptedException {
        current.onNews(woken);
        server.stop();
        server.restart();

        Eventually.holds("this node is woken", () -> woken.get() > 0);
    }

    @Test
    void anAnnouncementThatFailsCompletesWhenNoRegisterIsOlder() {
        server.stop();
        var started = System.nanoTime();

        await(current.of(DEFAULT).announce(2));

        assertThat(System.nanoTime() - started).isGreaterThanOrEqualTo(RedisCurrentPublications.LEASE.toNanos());
    }

    @Test
    void tellsThroughPostgresWhenRedisIsGone() throws InterruptedException {
        await(fallback.start());
        server.stop();
        current.onNews(woken);

        await(current.of(DEFAULT).announce(2));

        Eventually.holds("this node hears of it", () -> woken.get() > 0);
    }

    @Test
    void usesAPassword() {
        try (var guarded = TestRedis.openWithPassword("secret")) {
            var node = node(guarded.uri());
            publish(publications, step(1));

            assertThat(await(node.of(DEFAULT).newest())).isEqualTo(1);
            assertThat(await(node.of(DEFAULT).newest())).isEqualTo(1);
        }
    }

    @Test
    void isUsableWhenRedisWasNeverThere() {
        server.stop();
        var node = node(server.uri());
        publish(publications, step(1));

        assertThat(await(node.of(DEFAULT).newest())).isEqualTo(1);
    }

    @Test
    void aUriThatIsNoneIsRefusedWithoutRepeatingIt() {
        assertThatThrownBy(() -> RedisOptions.parse("http://:secret@host"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the Redis URI cannot be read")
                .hasMessageNotContaining("secret");
    }
}
