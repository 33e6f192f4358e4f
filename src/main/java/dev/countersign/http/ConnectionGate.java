package dev.countersign.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands where connections to one port are accepted, before anything is read from them: a handshake that is never
 * finished counts as well.
 */
@ChannelHandler.Sharable
public final class ConnectionGate extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionGate.class);
    private static final Duration SAID_AGAIN = Duration.ofMinutes(1);
    private static final Duration REST = Duration.ofSeconds(1);

    private final ConnectionLimits limits;
    private final Peers peers;
    private final Runnable refused;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<ClientAddress, Integer> perAddress = new ConcurrentHashMap<>();
    private long said = System.nanoTime() - SAID_AGAIN.toNanos();
    private long saidFailing = said;

    /** @param refused called for each connection that is not let in */
    public ConnectionGate(ConnectionLimits limits, Peers peers, Runnable refused) {
        this.limits = limits;
        this.peers = peers;
        this.refused = refused;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        var connection = (Channel) accepted;
        if (!(connection.remoteAddress() instanceof InetSocketAddress remote)) {
            // Gone again already.
            connection.unsafe().closeForcibly();
            return;
        }
        var address = new ClientAddress(remote.getAddress());
        if (enter(address)) {
            connection.closeFuture().addListener(_ -> leave(address));
            connection.pipeline().addLast(new FrameWatch.Installer(limits.headTime()));
            context.fireChannelRead(accepted);
        } else {
            refused.run();
            say(address);
            connection.unsafe().closeForcibly();
        }
    }

    /** Too many files are open, most likely. Accepting rests for a second, as it would fail again and again. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        long now = System.nanoTime();
        if (now - saidFailing >= SAID_AGAIN.toNanos()) {
            saidFailing = now;
            LOG.warn(
                    "connections cannot be accepted for the moment ({} are open): {}",
                    open.get(),
                    failure.getMessage());
        }
        var channel = context.channel().config();
        if (channel.isAutoRead()) {
            channel.setAutoRead(false);
            var _ = context.executor()
                    .schedule(() -> channel.setAutoRead(true), REST.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean enter(ClientAddress address) {
        boolean fits = open.incrementAndGet() <= limits.open();
        int its = perAddress.merge(address.network(), 1, Integer::sum);
        if (fits && (its <= limits.openPerAddress() || peers.isProxy(address))) {
            return true;
        }
        leave(address);
        return false;
    }

    private void leave(ClientAddress address) {
        open.decrementAndGet();
        perAddress.computeIfPresent(address.network(), (_, its) -> its == 1 ? null : its - 1);
    }

    /** On the one thread that accepts. */
    private void say(ClientAddress address) {
        long now = System.nanoTime();
        if (now - said >= SAID_AGAIN.toNanos()) {
            said = now;
            LOG.warn(
                    "connections are refused, one of {}: {} are open, {} of that network (limits.connections {},"
                            + " limits.connections-per-address {}); a proxy in front belongs into forwarded.proxies",
                    address,
                    open.get(),
                    perAddress.getOrDefault(address.network(), 0),
                    limits.open(),
                    limits.openPerAddress());
        }
    }
}
