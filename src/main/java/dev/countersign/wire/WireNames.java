package dev.countersign.wire;

/** The names of members in requests and answers that more than one package writes or reads. */
public final class WireNames {
    // Every answer
    public static final String DATA = "data";
    public static final String MESSAGE = "message";
    public static final String DETAIL = "detail";
    public static final String ERROR = "error";

    // Tasks
    public static final String TASK_ID = "task_id";
    public static final String TASK = "task";
    public static final String STATE = "state";
    public static final String RESULT = "result";
    public static final String DETAILS = "details";
    public static final String LAST_UPDATE = "last_update";
    public static final String BOOTSTRAP = "bootstrap";
    public static final String UPDATE = "update";
    public static final String ADDED_ARTIFACTS = "added_artifacts";
    public static final String INVALID_PATHS = "invalid_paths";
    public static final String DELETED_ARTIFACTS = "deleted_artifacts";
    public static final String NOT_FOUND_ARTIFACTS = "not_found_artifacts";
    public static final String ARTIFACT_ROLES = "artifact_roles";
    public static final String UPDATED_ROLES = "updated_roles";
    public static final String INVALID_ROLES = "invalid_roles";
    public static final String DELEGATED_ROLES = "delegated_roles";
    public static final String FAILED_ROLES = "failed_roles";
    /** Not in RSTUF: roles whose holders have still to sign. */
    public static final String PENDING_ROLES = "pending_roles";
    /** Not in RSTUF: artifacts that a role has no room for, by role. */
    public static final String REFUSED_ARTIFACTS = "refused_artifacts";

    public static final String ROLE = "role";
    public static final String REASON = "reason";

    // Artifacts
    public static final String ARTIFACTS = "artifacts";
    public static final String PUBLISH_ARTIFACTS = "publish_artifacts";
    public static final String ADD_TASK_ID = "add_task_id_to_custom";

    // Metadata that waits for signatures, and what stands beside it
    public static final String FILES = "files";
    public static final String PARTS = "parts";
    public static final String METADATA = "metadata";
    /** Before the names of what the server trusts already; no role has a name that begins like this. */
    public static final String TRUSTED = "trusted_";

    public static final String TRUSTED_ROOT = TRUSTED + "root";
    public static final String TRUSTED_TARGETS = TRUSTED + "targets";
    /** Not in RSTUF, whose CLI passes over it: delegations as they will be once their roles are signed so. */
    public static final String TRUSTED_PROPOSALS = TRUSTED + "proposals";

    // Settings and roles
    public static final String SETTINGS = "settings";
    public static final String EXPIRATION = "expiration";
    /** After the name of a role. */
    public static final String EXPIRATION_OF = "_expiration";

    public static final String NUMBER_OF_BINS = "number_of_delegated_bins";
    public static final String STYLE = "style";
    public static final String DELEGATIONS = "delegations";
    public static final String ROLES = "roles";
    /** The days a delegated role is valid. */
    public static final String EXPIRE_POLICY = "x-rstuf-expire-policy";
    /** Not in RSTUF: its place among the delegated roles, from 1. */
    public static final String POSITION = "x-countersign-position";

    // How the service stands
    public static final String WRITING = "writing";
    public static final String WAITING_FOR = "waiting_for";
    public static final String ATTENTION = "attention";
    public static final String BACKLOG = "backlog";
    public static final String SUBMISSIONS = "submissions";
    public static final String OLDEST_SECONDS = "oldest_seconds";

    private WireNames() {}
}
