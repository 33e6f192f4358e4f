package dev.countersign.cli.api;

import dev.countersign.access.Grants;
import dev.countersign.access.GrantsCodec;
import dev.countersign.ceremony.Shown;
import dev.countersign.cli.CliFailure;
import dev.countersign.client.ClientException;
import dev.countersign.client.Transport;
import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.wire.ApiPath;
import dev.countersign.wire.BootstrapPhase;
import dev.countersign.wire.WireNames;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a server's {@code /api/v1} that commands use. Every method throws {@link CliFailure.CommandRefused} for a
 * refusal, {@link CliFailure.ServerBusy} when the server asks to come back later, {@link CliFailure.ServerUnreachable} without an
 * answer. Used by several threads.
 */
public final class ApiClient {

    private final Transport http;
    private final URI server;
    private final Supplier<String> loginAdvice;

    /** @param loginAdvice what to do where the server does not know its caller: the end of a sentence */
    public ApiClient(Transport http, URI server, Supplier<String> loginAdvice) {
        this.http = http;
        this.server = server;
        this.loginAdvice = loginAdvice;
    }

    /**
     * Where the repository stands.
     *
     * @param state the word of a {@link BootstrapPhase}; null before a bootstrap, and with a server that does not say
     */
    public record BootstrapReport(
            boolean finished, @Nullable String state) {}

    /**
     * A role whose next version waits for signatures.
     *
     * @param signatures how many there are already
     */
    public record PendingRole(String role, long version, int signatures) {}

    URI server() {
        return server;
    }

    /** Submits artifacts. Returns the task's id. */
    public String addArtifacts(Bytes body) {
        return repeatably(() -> submit("adding artifacts", ApiPath.withSlash(ApiPath.ARTIFACTS), body));
    }

    /** Submits the removal of artifacts. Returns the task's id. */
    public String removeArtifacts(Collection<String> paths, boolean publish) {
        var body = Json.object()
                .put(WireNames.ARTIFACTS, paths)
                .put(WireNames.PUBLISH_ARTIFACTS, publish)
                .build();
        return repeatably(() -> submit("removing artifacts", ApiPath.ARTIFACTS_DELETE, Bytes.utf8(body.toText())));
    }

    /** Asks to publish what was submitted and held back. Returns the task's id. */
    public String publish() {
        return repeatably(() -> submit("publishing", ApiPath.withSlash(ApiPath.ARTIFACTS_PUBLISH), Bytes.EMPTY));
    }

    /** The task as it is now; a server that holds its answer makes this take up to some seconds. */
    public TaskReport task(String id) {
        return ApiAnswers.task(
                id,
                get(
                        "reading task " + id,
                        ApiPath.withSlash(ApiPath.TASK) + "?" + WireNames.TASK_ID + "=" + encoded(id)));
    }

    public BootstrapReport bootstrap() {
        var data = ApiAnswers.data(get("reading the bootstrap state", ApiPath.withSlash(ApiPath.BOOTSTRAP)));
        return new BootstrapReport(data.isTrue(WireNames.BOOTSTRAP), data.text(WireNames.STATE));
    }

    /**
     * How the service says it stands.
     *
     * @param publishing whether submissions are published at the moment
     * @param waitingFor why not, by name, with a sentence each
     * @param attention what people must see to, likewise
     */
    public record ServiceState(
            boolean publishing,
            SequencedMap<String, String> waitingFor,
            SequencedMap<String, String> attention,
            long backlog,
            long oldestSeconds) {}

    /** How the service stands; empty where a server does not say, as RSTUF's. */
    public Optional<ServiceState> service() {
        Json.Obj data;
        try {
            data = ApiAnswers.data(get("reading how the service stands", ApiPath.STATUS));
        } catch (CliFailure.CommandRefused refused) {
            if (refused.status() == 404) {
                return Optional.empty();
            }
            throw refused;
        }
        var backlog = data.object(WireNames.BACKLOG);
        return Optional.of(new ServiceState(
                data.isTrue(WireNames.WRITING),
                sentences(data, WireNames.WAITING_FOR),
                sentences(data, WireNames.ATTENTION),
                ApiAnswers.number(backlog, WireNames.SUBMISSIONS),
                ApiAnswers.number(backlog, WireNames.OLDEST_SECONDS)));
    }

    private static SequencedMap<String, String> sentences(Json.Obj data, String name) {
        var sentences = new LinkedHashMap<String, String>();
        data.object(name).members().forEach((what, sentence) -> {
            if (sentence instanceof Json.Str text) {
                sentences.put(Shown.text(what), Shown.paragraph(text.value()));
            }
        });
        return sentences;
    }

    /** What waits for signatures; empty before a bootstrap, too. */
    public List<PendingRole> pendingRoles() {
        Json.Obj document;
        try {
            document = get("reading what waits for signatures", ApiPath.METADATA_SIGN);
        } catch (CliFailure.CommandRefused refused) {
            if (refused.isNothingThere()) {
                return List.of();
            }
            throw refused;
        }
        var pending = new ArrayList<PendingRole>();
        ApiAnswers.data(document).object(WireNames.METADATA).members().forEach((role, metadata) -> {
            if (!role.startsWith(WireNames.TRUSTED) && metadata instanceof Json.Obj envelope) {
                pending.add(pendingRole(role, envelope));
            }
        });
        return pending;
    }

    private static PendingRole pendingRole(String role, Json.Obj envelope) {
        var version = ApiAnswers.number(envelope.object("signed"), "version");
        var signatures = envelope.get("signatures") instanceof Json.Arr list
                ? list.items().size()
                : 0;
        return new PendingRole(role, version, signatures);
    }

    /** A change that has the same effect when it is sent twice: it may be sent again when no answer came. */
    private static String repeatably(Supplier<String> change) {
        try {
            return change.get();
        } catch (CliFailure.ServerUnreachable e) {
            throw e.repeatable();
        }
    }

    /** Posts a change. Returns the task's id. */
    public String submit(String what, String path, Bytes body) {
        var request = new Request(what, address(path), body);
        return taskId(checked(request, 202, reply(() -> http.post(request.address(), body, ApiAnswers.MAX_BYTES))));
    }

    /** Hands in some of the files that others have published, for {@link #adopt}. Returns the task's id. */
    public String handIn(Json.Obj body) {
        return repeatably(() -> submit("handing in files", ApiPath.ADOPTION_FILES, Bytes.utf8(body.toText())));
    }

    /** Takes over what others have published. Returns the task's id. */
    public String adopt(Json.Obj body) {
        return repeatably(() -> submit("taking over the repository", ApiPath.ADOPTION, Bytes.utf8(body.toText())));
    }

    /** Puts a change. Returns the task's id. */
    public String replace(String what, String path, Bytes body) {
        var request = new Request(what, address(path), body);
        return taskId(checked(request, 202, reply(() -> http.put(request.address(), body, ApiAnswers.MAX_BYTES))));
    }

    private static String taskId(Json.Obj document) {
        var id = ApiAnswers.data(document).text(WireNames.TASK_ID);
        if (id == null) {
            throw new CliFailure.CommandRefused("the server's answer names no task; is --server right?");
        }
        return id;
    }

    public Json.Obj get(String what, String path) {
        var request = new Request(what, address(path), Bytes.EMPTY);
        return checked(request, 200, reply(() -> http.get(request.address(), ApiAnswers.MAX_BYTES)));
    }

    private static Transport.Reply reply(Supplier<Transport.Reply> request) {
        try {
            return request.get();
        } catch (ClientException e) {
            throw CliFailure.from(e);
        }
    }

    private URI address(String path) {
        return URI.create(server + path);
    }

    /** All repositories of the server, in the order of their names. */
    public List<RepositoryReport> repositories() {
        var found = new ArrayList<RepositoryReport>();
        var after = "";
        while (true) {
            var data = ApiAnswers.data(get("listing repositories", ApiPath.REPOSITORIES + after));
            var page = ApiAnswers.objects(data, "repositories");
            if (page.isEmpty()) {
                return found;
            }
            page.forEach(item -> found.add(RepositoryReport.fromJson(item)));
            if (!data.isTrue("more")) {
                return found;
            }
            after = "?after=" + encoded(found.getLast().name());
        }
    }

    public RepositoryReport repository(String name) {
        return RepositoryReport.fromJson(
                ApiAnswers.data(get("looking for repository " + name, ApiPath.REPOSITORIES + "/" + encoded(name))));
    }

    /** @param isPrivate whether its metadata is for callers with a token only */
    public RepositoryReport createRepository(String name, boolean isPrivate) {
        var members = Json.object().put("name", name);
        if (isPrivate) {
            members.put("private", true);
        }
        return RepositoryReport.fromJson(
                post("creating repository " + name, ApiPath.REPOSITORIES, members.build(), 201));
    }

    public RepositoryReport changeRepository(String name, boolean isPrivate) {
        var body = Bytes.utf8(Json.object().put("private", isPrivate).build().toText());
        var request =
                new Request("changing repository " + name, address(ApiPath.REPOSITORIES + "/" + encoded(name)), body);
        return RepositoryReport.fromJson(ApiAnswers.data(
                checked(request, 200, reply(() -> http.put(request.address(), body, ApiAnswers.MAX_BYTES)))));
    }

    public RepositoryReport removeRepository(String name) {
        var request = new Request(
                "removing repository " + name, address(ApiPath.REPOSITORIES + "/" + encoded(name)), Bytes.EMPTY);
        return RepositoryReport.fromJson(ApiAnswers.data(
                checked(request, 202, reply(() -> http.delete(request.address(), ApiAnswers.MAX_BYTES)))));
    }

    /** All tokens that this caller may see, in the order of their names. */
    public List<TokenReport> tokens() {
        var found = new ArrayList<TokenReport>();
        var after = "";
        while (true) {
            var data = ApiAnswers.data(get("listing tokens", ApiPath.TOKENS + after));
            var page = ApiAnswers.objects(data, "tokens");
            if (page.isEmpty()) {
                return found;
            }
            page.forEach(item -> found.add(TokenReport.fromJson(item)));
            if (!data.isTrue("more")) {
                return found;
            }
            after = "?after=" + encoded(found.getLast().name());
        }
    }

    public TokenReport token(String name) {
        return TokenReport.fromJson(
                ApiAnswers.data(get("looking for token " + name, ApiPath.TOKENS + "/" + encoded(name))));
    }

    /** The report has the secret, which nobody can ask for again. */
    public TokenReport createToken(String name, Grants grants, Optional<Instant> expires) {
        var body = Json.object().put("name", name).put("grants", GrantsCodec.encode(grants));
        expires.ifPresent(end -> body.put("expires", end.toString()));
        return TokenReport.fromJson(post("creating token " + name, ApiPath.TOKENS, body.build(), 201));
    }

    public TokenReport revokeToken(String name) {
        var request = new Request("revoking token " + name, address(ApiPath.TOKENS + "/" + encoded(name)), Bytes.EMPTY);
        return TokenReport.fromJson(ApiAnswers.data(
                checked(request, 200, reply(() -> http.delete(request.address(), ApiAnswers.MAX_BYTES)))));
    }

    /** The mirrors of the repository, in the order of their names. */
    public List<MirrorReport> mirrors() {
        var data = ApiAnswers.data(get("listing mirrors", ApiPath.MIRRORS));
        return ApiAnswers.objects(data, "mirrors").stream()
                .map(MirrorReport::fromJson)
                .toList();
    }

    /** @throws CliFailure.CommandRefused when there is none of that name */
    public MirrorReport mirror(String name) {
        return mirrors().stream()
                .filter(mirror -> mirror.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CliFailure.CommandRefused(
                        "there is no mirror called '" + name + "'; 'countersign mirror list' shows which there are"));
    }

    public MirrorReport addMirror(Json.Obj request) {
        return MirrorReport.fromJson(post("adding a mirror", ApiPath.MIRRORS, request, 201));
    }

    public MirrorReport removeMirror(String name) {
        return MirrorReport.fromJson(post("removing mirror " + name, ApiPath.MIRRORS_DELETE, named(name), 200));
    }

    /** Asks for a full check. Returns its number. */
    public long verifyMirror(String name) {
        return ApiAnswers.number(
                post("verifying mirror " + name, ApiPath.MIRRORS_VERIFY, named(name), 202), "check_asked");
    }

    private static Json.Obj named(String name) {
        return Json.object().put("name", name).build();
    }

    private Json.Obj post(String what, String path, Json.Obj content, int expected) {
        var body = Bytes.utf8(content.toText());
        var request = new Request(what, address(path), body);
        return ApiAnswers.data(
                checked(request, expected, reply(() -> http.post(request.address(), body, ApiAnswers.MAX_BYTES))));
    }

    /** Whom the server takes this caller for. */
    public CallerReport whoami() {
        return CallerReport.fromJson(ApiAnswers.data(get("asking who the caller is", ApiPath.WHOAMI)));
    }

    /** Where a repository of a server is. */
    public static URI repositoryAddress(URI server, String name) {
        return URI.create(server + ApiPath.ofRepository(encoded(name)));
    }

    private record Request(String what, URI address, Bytes body) {}

    private Json.Obj checked(Request request, int expected, Transport.Reply answer) {
        if (answer.status() == expected) {
            return ApiAnswers.document(answer.body());
        }
        throw failure(request, answer);
    }

    private CliFailure failure(Request request, Transport.Reply answer) {
        var what = request.what();
        var status = answer.status();
        if (answer.asksToComeBack()) {
            return new CliFailure.ServerBusy(
                    answer.retryAfter(),
                    what + ": " + Transport.origin(server) + " is busy (HTTP " + status + "); try again later");
        }
        if (status >= 300 && status < 400) {
            return new CliFailure.CommandRefused(what + " was redirected to "
                    + answer.header("location").orElse("nowhere") + "; give the final address as --server");
        }
        if (status == 401) {
            return new CliFailure.CommandRefused(
                    status, what + " was refused (HTTP 401): " + loginAdvice.get(), List.of());
        }
        if (ApiAnswers.isNoApi(status, answer.body())) {
            int name = server.toString().indexOf(ApiPath.NAMED);
            if (name >= 0) {
                return CliFailure.CommandRefused.wrongAddress("there is no repository "
                        + server.toString().substring(name + ApiPath.NAMED.length()) + " at "
                        + server.toString().substring(0, name) + " (HTTP " + status + " when " + what
                        + "); 'countersign repository list' shows which there are");
            }
            return CliFailure.CommandRefused.wrongAddress(
                    "there is no API of Countersign at " + request.address() + " (HTTP "
                            + status + " when " + what + "); give the address before /api/v1 as --server, such as "
                            + Transport.origin(server));
        }
        return ApiAnswers.refusal(status, what, answer.body(), request.body());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
