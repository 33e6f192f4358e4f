package dev.countersign.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers that must be told one, or are started again on theirs. They are below those that a system gives to
 * whoever asks for any, and to every connection: nobody takes one before its server does, or between two starts.
 */
public final class FreePort {
    private static final int FIRST = 10_240;
    private static final int COUNT = 20_000;

    /** Processes begin anywhere: those that start one after another are most likely far from each other. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(new Random(ProcessHandle.current().pid()).nextInt(COUNT));

    private FreePort() {}

    public static int next() {
        while (true) {
            int port = FIRST + NEXT.getAndIncrement() % COUNT;
            if (isFree(port)) {
                return port;
            }
        }
    }

    public static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
