package dev.countersign.http.tls;

import io.vertx.core.http.ClientAuth;

/** Whether clients show certificates of their own. */
public enum ClientCertificates {
    NONE(ClientAuth.NONE),
    /** A client may show none; one that is shown must be valid. */
    OPTIONAL(ClientAuth.REQUEST),
    REQUIRED(ClientAuth.REQUIRED);

    private final ClientAuth mode;

    ClientCertificates(ClientAuth mode) {
        this.mode = mode;
    }

    ClientAuth mode() {
        return mode;
    }
}
