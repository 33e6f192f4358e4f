package dev.countersign.cli.holder;

import dev.countersign.ceremony.PendingSignatures;
import dev.countersign.ceremony.SignatureFile;
import dev.countersign.cli.CliFailure;
import dev.countersign.cli.DeclarativeFile;
import dev.countersign.cli.api.ApiAnswers;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.Polling;
import dev.countersign.cli.api.TaskReport;
import dev.countersign.json.Bytes;
import dev.countersign.json.InvalidInput;
import dev.countersign.json.Json;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.RoleName;
import dev.countersign.tuf.Targets;
import dev.countersign.wire.ApiPath;
import dev.countersign.wire.WireNames;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** The operations of a server's {@code /api/v1} that key holders and operators use. Fails as {@link ApiClient} does. */
public final class HolderApi {
    private final ApiClient api;
    private final Polling polling;

    /** @param polling how long to bear with a busy server */
    HolderApi(ApiClient api, Polling polling) {
        this.api = api;
        this.polling = polling;
    }

    /**
     * What a repository is set up with.
     *
     * @param days of validity by role; {@code bins} stands for every bin
     * @param bins how many hash bins were asked for; null without bins
     * @param delegations of the published targets role; null when it has none
     * @param proposals delegations that take effect when their roles' next versions are signed; null without any
     */
    public record ServiceSettings(
            SequencedMap<String, Integer> days,
            @Nullable Integer bins,
            @Nullable Delegations delegations,
            @Nullable Delegations proposals,
            Json.Obj data) {}

    public ApiClient.BootstrapReport bootstrap() {
        return polling.whenNotBusy(api::bootstrap);
    }

    /** Returns the task's id, as all of the following do. */
    public String bootstrap(Bytes payload) {
        return post("the bootstrap", ApiPath.withSlash(ApiPath.BOOTSTRAP), payload);
    }

    public String updateRoot(Bytes payload) {
        return post("the new root", ApiPath.withSlash(ApiPath.METADATA), payload);
    }

    public String sign(SignatureFile signature) {
        return post("the signature", ApiPath.METADATA_SIGN, body(signature.toJson()));
    }

    public String stopSigning(RoleName role) {
        return post(
                "ending the signing of " + role,
                ApiPath.METADATA_SIGN_DELETE,
                body(Json.object().put(WireNames.ROLE, role.value()).build()));
    }

    public String addDelegations(Json.Obj delegations) {
        return post("adding delegations", ApiPath.withSlash(ApiPath.DELEGATIONS), delegations(delegations));
    }

    public String changeDelegations(Json.Obj delegations) {
        return polling.whenNotBusy(() ->
                api.replace("changing delegations", ApiPath.withSlash(ApiPath.DELEGATIONS), delegations(delegations)));
    }

    /** @param file the role as its holders have signed it */
    public String publishRole(RoleName role, Bytes file) {
        return post(
                "publishing " + role,
                ApiPath.METADATA_ROLE + "?" + WireNames.ROLE + "="
                        + URLEncoder.encode(role.value(), StandardCharsets.UTF_8),
                file);
    }

    public String removeDelegations(Collection<String> names) {
        var roles = names.stream()
                .map(name -> (Json) Json.object().put("name", name).build())
                .toList();
        return post(
                "removing delegations",
                ApiPath.DELEGATIONS_DELETE,
                delegations(
                        Json.object().put(WireNames.ROLES, new Json.Arr(roles)).build()));
    }

    public String changeDays(SequencedMap<String, Integer> days) {
        var expiration = Json.object();
        days.forEach((role, count) -> expiration.put(role, count.longValue()));
        var settings =
                Json.object().put(WireNames.EXPIRATION, expiration.build()).build();
        return polling.whenNotBusy(() -> api.replace(
                "changing settings",
                ApiPath.withSlash(ApiPath.CONFIG),
                body(Json.object().put(WireNames.SETTINGS, settings).build())));
    }

    public String renew(Collection<String> roles) {
        return post(
                "renewing online roles",
                ApiPath.METADATA_ONLINE,
                body(Json.object().put(WireNames.ROLES, roles).build()));
    }

    /** What waits for signatures, unverified; nothing does before a bootstrap. */
    public PendingSignatures pending() {
        return PendingSignatures.parseAnswer(pendingAnswer().orElse(Json.Obj.EMPTY));
    }

    private Optional<Json.Obj> pendingAnswer() {
        try {
            return Optional.of(
                    polling.whenNotBusy(() -> api.get("reading what waits for signatures", ApiPath.METADATA_SIGN)));
        } catch (CliFailure.CommandRefused refused) {
            if (refused.isNothingThere()) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** Throws {@link CliFailure.CommandRefused} before a bootstrap. */
    public ServiceSettings settings() {
        var data = ApiAnswers.data(
                polling.whenNotBusy(() -> api.get("reading the settings", ApiPath.withSlash(ApiPath.CONFIG))));
        var days = new LinkedHashMap<String, Integer>();
        data.members().forEach((name, value) -> {
            if (name.endsWith(WireNames.EXPIRATION_OF) && value instanceof Json.Int number) {
                days.put(name.substring(0, name.length() - WireNames.EXPIRATION_OF.length()), (int) number.value());
            }
        });
        return new ServiceSettings(
                days, bins(data), delegations(data, WireNames.TRUSTED_TARGETS), proposals(data), data);
    }

    private static @Nullable Integer bins(Json.Obj data) {
        return data.get(WireNames.NUMBER_OF_BINS) instanceof Json.Int number ? (int) number.value() : null;
    }

    private static @Nullable Delegations delegations(Json.Obj data, String member) {
        if (!(data.get(member) instanceof Json.Obj envelope)
                || envelope.members().isEmpty()) {
            return null;
        }
        try {
            return Metadata.fromJson(envelope, Targets.class).signed().delegations();
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused("the server's targets role cannot be read: " + e.getMessage());
        }
    }

    private static @Nullable Delegations proposals(Json.Obj data) {
        try {
            return data.get(WireNames.TRUSTED_PROPOSALS) instanceof Json.Obj proposals
                    ? Delegations.fromJson(proposals)
                    : null;
        } catch (InvalidInput e) {
            throw new CliFailure.CommandRefused("the server's proposed delegations cannot be read: " + e.getMessage());
        }
    }

    TaskReport task(String id) {
        return polling.whenNotBusy(() -> api.task(id));
    }

    private String post(String what, String path, Bytes body) {
        return polling.whenNotBusy(() -> api.submit(what, path, body));
    }

    private static Bytes delegations(Json.Obj delegations) {
        return body(Json.object().put(WireNames.DELEGATIONS, delegations).build());
    }

    public static Bytes body(Json.Obj json) {
        DeclarativeFile.requirePublic("nothing was sent", json);
        return Bytes.utf8(json.toText());
    }
}
