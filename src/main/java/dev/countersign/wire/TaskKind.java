package dev.countersign.wire;

/**
 * What tasks do: RSTUF's name of each, and its sentences for a task that was done and one that was refused. They are
 * RSTUF's word for word, with its spelling: {@code Succeded}.
 */
public enum TaskKind {
    ADD_ARTIFACTS("add_artifacts", "Artifact(s) Added", "Adding artifact(s) Failed"),
    REMOVE_ARTIFACTS("remove_artifacts", "Artifact(s) removed", "Removing artifact(s) Failed"),
    PUBLISH_ARTIFACTS("publish_artifacts", "Publish Artifacts Processed", "Publish Artifacts Failed"),
    BOOTSTRAP("bootstrap", "Bootstrap Processed", "Bootstrap Failed"),
    UPDATE_METADATA("metadata_update", "Metadata Update Processed", "Metadata Update Failed"),
    SIGN_METADATA("sign_metadata", "Signature Processed", "Signature Failed"),
    /** The sentences name the role. */
    STOP_SIGNING(
            "delete_sign_metadata",
            "Deletion of %s metadata successful, signing process stopped",
            "Deletion of %s metadata failed."),
    // These three are not in RSTUF.
    PUBLISH_ROLE("publish_role", "Role Published", "Publishing Role Failed"),
    HAND_IN_FILES("hand_in_files", "Files Handed In", "Handing In Files Failed"),
    ADOPT("adopt", "Repository Taken Over", "Taking Over The Repository Failed"),
    CHANGE_DELEGATIONS("metadata_delegation", "Metadata Delegation Processed", "Metadata Delegation Failed"),
    UPDATE_SETTINGS("update_settings", "Update Settings Succeded", "Update Settings Failed"),
    RENEW_ONLINE(
            "force_online_metadata_update",
            "Force new online metadata update succeeded",
            "Force new online metadata update failed");

    private final String word;
    private final String done;
    private final String refused;

    TaskKind(String word, String done, String refused) {
        this.word = word;
        this.done = done;
        this.refused = refused;
    }

    public String word() {
        return word;
    }

    public String done() {
        return done;
    }

    public String refused() {
        return refused;
    }
}
