package dev.countersign.http.api;

import dev.countersign.access.Permission;
import dev.countersign.http.Answer;
import dev.countersign.http.Call;
import dev.countersign.http.DocumentBody;
import dev.countersign.http.Freshness;
import dev.countersign.http.HttpLimits;
import dev.countersign.http.Need;
import dev.countersign.http.Operation;
import dev.countersign.repository.AuditTrail;
import dev.countersign.repository.Journal;
import dev.countersign.repository.Latest;
import dev.countersign.repository.MetadataFiles;
import dev.countersign.repository.RepositoryId;
import dev.countersign.repository.Submissions;
import dev.countersign.repository.TaskId;
import dev.countersign.repository.Tasks;
import dev.countersign.tuf.Limits;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.wire.ApiPath;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** RSTUF's interface to one repository. One instance may serve any number of event loops. */
public final class RepositoryApi {
    /**
     * What the interface is made from.
     *
     * @param journal asked only whether a bootstrap is waiting in it
     * @param status how node and repository stand, as last looked at
     * @param audit who did what, in this and in other repositories
     * @param taskIds names new tasks; random, so that nobody can guess another's
     */
    public record ApiPorts(
            RepositoryId id,
            RepositoryName name,
            Submissions submissions,
            Tasks tasks,
            Journal journal,
            Latest latest,
            MetadataFiles files,
            AuditTrail audit,
            Freshness freshness,
            RegisteredMirrors mirrors,
            Supplier<ServiceStatus> status,
            Supplier<TaskId> taskIds,
            InstantSource clock) {}

    private final Supplier<ServiceStatus> status;
    private final ArtifactsResource artifacts;
    private final BootstrapResource bootstrap;
    private final ConfigResource config;
    private final MetadataResource metadata;
    private final SigningResource signing;
    private final DelegationsResource delegations;
    private final MirrorsResource mirrors;
    private final TaskResource task;
    private final AuditResource audit;

    public RepositoryApi(Vertx vertx, ApiPorts ports, HttpLimits limits) {
        var intake = new Intake(ports.submissions(), ports.taskIds(), ports.clock());
        var gate = new Gate(ports.latest(), ports.journal(), ports.freshness());
        var body = new DocumentBody(limits);
        var watch = new PublicationWatch(vertx, ports.latest(), limits.maxHeldTasks());
        var snapshots = new CurrentSnapshot(ports.files());
        var lookup = new ArtifactLookup(ports.files(), snapshots);
        this.status = ports.status();
        this.artifacts = new ArtifactsResource(ports.name(), intake, gate, lookup, limits);
        this.bootstrap = new BootstrapResource(intake, gate, body);
        this.config = new ConfigResource(intake, gate, body, ports.files());
        this.metadata = new MetadataResource(intake, gate, body);
        this.signing = new SigningResource(intake, gate, body, ports.files());
        this.delegations = new DelegationsResource(intake, gate, body, ports.files(), snapshots);
        this.audit = new AuditResource(ports.audit(), ports.id());
        this.mirrors = new MirrorsResource(ports.mirrors(), body, ports.clock());
        this.task = new TaskResource(
                ports.tasks(), watch, ports.freshness(), ports.status(), ports.clock(), limits.taskHold());
    }

    /** Every operation, with its path behind the address of the repository. */
    public static List<Operation<RepositoryApi>> operations(HttpLimits limits) {
        int list = limits.maxBodyBytes();
        int document = limits.maxDocumentBytes();
        int role = Math.min(list, Limits.TARGETS);
        return List.of(
                Operation.get(ApiPath.ARTIFACTS, Permission.READ, api -> api.artifacts::get),
                Operation.post(ApiPath.ARTIFACTS, Permission.ARTIFACTS, list, api -> api.artifacts::add),
                // Whoever has the name of a task, which nobody can guess, has handed it in or was told.
                Operation.<RepositoryApi>get(ApiPath.TASK, Need.TO_BE_KNOWN, api -> api.task::get)
                        .holding(limits.taskHold()),
                Operation.post(ApiPath.ARTIFACTS_DELETE, Permission.ARTIFACTS, list, api -> api.artifacts::remove),
                Operation.post(ApiPath.ARTIFACTS_PUBLISH, Permission.PUBLISH, 0, api -> api.artifacts::publish),
                Operation.get(ApiPath.BOOTSTRAP, Permission.READ, api -> api.bootstrap::get),
                Operation.post(ApiPath.BOOTSTRAP, Permission.SIGN, document, api -> api.bootstrap::post),
                Operation.post(ApiPath.ADOPTION, Permission.SIGN, list, api -> api.bootstrap::adopt),
                Operation.post(ApiPath.ADOPTION_FILES, Permission.SIGN, list, api -> api.bootstrap::handIn),
                Operation.get(ApiPath.STATUS, Permission.READ, api -> api::status),
                Operation.get(ApiPath.CONFIG, Permission.READ, api -> api.config::get),
                Operation.put(ApiPath.CONFIG, Permission.SETTINGS, document, api -> api.config::put),
                Operation.post(ApiPath.METADATA, Permission.SIGN, document, api -> api.metadata::updateRoot),
                Operation.post(ApiPath.METADATA_ONLINE, Permission.PUBLISH, document, api -> api.metadata::renew),
                Operation.post(ApiPath.METADATA_ROLE, Permission.SIGN, role, api -> api.metadata::publishRole),
                Operation.get(ApiPath.METADATA_SIGN, Permission.READ, api -> api.signing::pending),
                Operation.post(ApiPath.METADATA_SIGN, Permission.SIGN, document, api -> api.signing::sign),
                Operation.post(ApiPath.METADATA_SIGN_DELETE, Permission.SIGN, document, api -> api.signing::stop),
                Operation.get(ApiPath.DELEGATIONS, Permission.READ, api -> api.delegations::get),
                Operation.post(ApiPath.DELEGATIONS, Permission.SIGN, document, api -> api.delegations::add),
                Operation.put(ApiPath.DELEGATIONS, Permission.SIGN, document, api -> api.delegations::update),
                Operation.post(ApiPath.DELEGATIONS_DELETE, Permission.SIGN, document, api -> api.delegations::remove),
                Operation.get(ApiPath.AUDIT, Permission.AUDIT, api -> api.audit::page),
                Operation.get(ApiPath.MIRRORS, Permission.READ, api -> api.mirrors::list),
                Operation.post(ApiPath.MIRRORS, Permission.ADMIN, document, api -> api.mirrors::add),
                Operation.post(ApiPath.MIRRORS_DELETE, Permission.ADMIN, document, api -> api.mirrors::remove),
                Operation.post(ApiPath.MIRRORS_VERIFY, Permission.ADMIN, document, api -> api.mirrors::verify));
    }

    private Future<Answer> status(Call call) {
        return Future.succeededFuture(Answer.ok(status.get().json(), "Service status."));
    }
}
