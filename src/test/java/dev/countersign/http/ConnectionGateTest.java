package dev.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionGateTest {
    private final EmbeddedChannel listener =
            new EmbeddedChannel(new ConnectionGate(ConnectionLimits.DEFAULT, Peers.DIRECT, () -> {}));

    /** Nobody behind the gate hears of it, so nothing is logged each time; and there is no loop of attempts that fail. */
    @Test
    void acceptingRestsForAWhileWhenItFails() {
        listener.freezeTime();
        for (int time = 0; time < 3; time++) {
            listener.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));

            assertThatCode(listener::checkException).doesNotThrowAnyException();
            assertThat(listener.config().isAutoRead()).isFalse();
            listener.advanceTimeBy(1, TimeUnit.SECONDS);
            listener.runScheduledPendingTasks();
            assertThat(listener.config().isAutoRead()).isTrue();
        }
    }
}
