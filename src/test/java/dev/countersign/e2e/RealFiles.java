package dev.countersign.e2e;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The local Maven repository: thousands of real files with real names, and a server that hands them out. */
final class RealFiles implements AutoCloseable {
    private final Path folder;
    private final List<String> paths;
    private final HttpServer server;

    RealFiles() throws IOException {
        folder = Path.of(System.getProperty("countersign.localRepository")).toRealPath();
        try (var files = Files.walk(folder)) {
            paths = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .filter(path -> path.endsWith(".jar") || path.endsWith(".pom") || path.endsWith(".sha1"))
                    .sorted()
                    .toList();
        }
        server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), folder, SimpleFileServer.OutputLevel.NONE);
        server.start();
    }

    Path folder() {
        return folder;
    }

    List<String> paths() {
        return paths;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
