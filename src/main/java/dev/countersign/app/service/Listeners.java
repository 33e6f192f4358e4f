package dev.countersign.app.service;

import dev.countersign.app.config.StartFailure;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;

/** The addresses a node listens on. */
public final class Listeners {

    private Listeners() {}

    /** Fails when a listener could not be opened, so that this is known before anything else is started. */
    public static void requireFree(String group, String host, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException unknown) {
            throw StartFailure.misconfigured(
                    group + ".host: " + host + " (expected: an address or name of this machine)");
        } catch (BindException taken) {
            throw cannotListen(group, host, port, String.valueOf(taken.getMessage()));
        } catch (IOException failed) {
            throw cannotListen(group, host, port, StartFailure.reason(failed));
        }
    }

    /** How a program on this machine reaches a listener. */
    public static URI local(String host, int port, boolean secure) {
        var name = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return URI.create(
                (secure ? "https://" : "http://") + (name.contains(":") ? "[" + name + "]" : name) + ":" + port);
    }

    private static StartFailure cannotListen(String group, String host, int port, String reason) {
        var why = reason.contains("in use") ? "another program listens there" : reason;
        return StartFailure.unavailable("port " + port + " on " + host + " cannot be opened: " + why
                + "; stop that program or choose another port with " + option(group) + " or " + group + ".port");
    }

    private static String option(String group) {
        return group.equals("http") ? "--port" : "--management-port";
    }
}
