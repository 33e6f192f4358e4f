package dev.countersign.http.api;

import dev.countersign.http.CallerContext;
import dev.countersign.http.metadata.FileAnswers;
import dev.countersign.http.metadata.PreparedFile;
import dev.countersign.json.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The description of the interface, and a page to read it with. Nothing is loaded from other servers. */
public final class Documentation {
    private static final String SWAGGER = "/META-INF/resources/webjars/swagger-ui/5.34.1/";
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("public, no-cache");

    /** Nothing from elsewhere, nothing inline; the page's own pictures are written into its style sheet. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private record Page(String resource, String type) {}

    /** Each file that can be asked for, by path: none is ever looked for under a name that came from outside. */
    private static final Map<String, Page> PAGES = Map.of(
            "/", new Page("/docs/index.html", "text/html; charset=utf-8"),
            "/redoc", new Page("/docs/index.html", "text/html; charset=utf-8"),
            "/openapi.json", new Page("/openapi.json", "application/json"),
            "/docs/countersign.js", new Page("/docs/countersign.js", "text/javascript; charset=utf-8"),
            "/docs/countersign.css", new Page("/docs/countersign.css", "text/css; charset=utf-8"),
            "/docs/swagger-ui.css", new Page(SWAGGER + "swagger-ui.css", "text/css; charset=utf-8"),
            "/docs/swagger-ui-bundle.js", new Page(SWAGGER + "swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
            "/docs/favicon.png", new Page(SWAGGER + "favicon-32x32.png", "image/png"));

    private final Vertx vertx;
    private final FileAnswers answers;
    private final ConcurrentMap<String, Future<PreparedFile>> prepared = new ConcurrentHashMap<>();

    public Documentation(Vertx vertx) {
        this.vertx = vertx;
        this.answers = new FileAnswers(task -> {
            var _ = vertx.executeBlocking(() -> {
                        task.run();
                        return true;
                    })
                    .onFailure(left -> {});
        });
    }

    public void mount(Router router) {
        PAGES.forEach((path, page) -> {
            router.route(HttpMethod.GET, path).handler(context -> answer(context.request(), page));
            router.route(HttpMethod.HEAD, path).handler(context -> answer(context.request(), page));
        });
    }

    private void answer(HttpServerRequest request, Page page) {
        request.response().putHeader("Content-Security-Policy", POLICY).putHeader("Referrer-Policy", "no-referrer");
        var file =
                prepared.computeIfAbsent(page.resource(), resource -> vertx.executeBlocking(() -> read(page), false));
        CallerContext.current(vertx).deliver(file, done -> {
            if (done.succeeded()) {
                answers.send(request, done.result());
            } else {
                answers.refuse(request, 500, FileAnswers.NO_STORE, "Internal Server Error");
            }
        });
    }

    private static PreparedFile read(Page page) {
        try (var in = Documentation.class.getResourceAsStream(page.resource())) {
            if (in == null) {
                throw new IllegalStateException("this program lacks its resource " + page.resource());
            }
            return PreparedFile.of(Bytes.wrap(in.readAllBytes()), HttpHeaders.createOptimized(page.type()), NO_CACHE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
