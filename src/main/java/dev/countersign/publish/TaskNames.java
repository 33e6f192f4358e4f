package dev.countersign.publish;

import dev.countersign.repository.Change;

/** What RSTUF calls the task of a change. */
final class TaskNames {
    private TaskNames() {}

    static String of(Change change) {
        return switch (change.kind()) {
            case BOOTSTRAP -> "bootstrap";
            case ADD_TARGETS -> "add_artifacts";
            case REMOVE_TARGETS -> "remove_artifacts";
            case PUBLISH -> "publish_artifacts";
            case UPDATE_ROOT -> "metadata_update";
            case SIGN -> "sign_metadata";
            case STOP_SIGNING -> "delete_sign_metadata";
            case ADD_DELEGATIONS, UPDATE_DELEGATIONS, REMOVE_DELEGATIONS -> "metadata_delegation";
            case UPDATE_SETTINGS -> "update_settings";
            case RENEW -> "force_online_metadata_update";
        };
    }
}
