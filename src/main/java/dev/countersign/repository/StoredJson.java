package dev.countersign.repository;

import dev.countersign.json.Bytes;
import dev.countersign.json.Json;
import dev.countersign.json.JsonLimits;
import dev.countersign.json.Members;
import dev.countersign.tuf.BinStyle;
import dev.countersign.tuf.Delegations;
import dev.countersign.tuf.Metadata;
import dev.countersign.tuf.Root;
import dev.countersign.tuf.Targets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON in which journal and repository are stored. Only this service writes it, so a member that is missing or of
 * another type means a broken database and is an {@link IllegalStateException}.
 */
final class StoredJson {
    /** Far above what the HTTP edge lets in. */
    private static final JsonLimits LIMITS = new JsonLimits(256, 1 << 30);

    private StoredJson() {}

    /** For a word that this version does not know. */
    static IllegalStateException newer(String what) {
        return new IllegalStateException(what + ": it was written by a newer version");
    }

    static Json.Obj parse(Bytes bytes) {
        return Json.parseObject(bytes, LIMITS);
    }

    static Json any(Bytes bytes) {
        return Json.parse(bytes, LIMITS);
    }

    private static Members members(Json.Obj json) {
        return new Members("stored", json, (path, value, expected) -> {
            return new IllegalStateException(path + ": " + Json.shown(value) + " (expected: " + expected + ")");
        });
    }

    static Json.Obj object(String name, Json value) {
        return Json.object().put(name, value).build();
    }

    static Json string(String text) {
        return new Json.Str(text);
    }

    static Json array(List<String> texts) {
        return new Json.Arr(texts.stream().map(StoredJson::string).toList());
    }

    static Json.Obj integers(SortedMap<String, Integer> values) {
        var members = new LinkedHashMap<String, Json>();
        values.forEach((name, value) -> members.put(name, new Json.Int(value)));
        return new Json.Obj(members);
    }

    static SortedMap<String, Integer> integers(Json.Obj json) {
        var values = new TreeMap<String, Integer>();
        json.members().forEach((name, value) -> values.put(name, Math.toIntExact(((Json.Int) value).value())));
        return values;
    }

    static List<String> names(Json json) {
        return ((Json.Arr) json).items().stream().map(StoredJson::text).toList();
    }

    static String text(Json json) {
        return ((Json.Str) json).value();
    }

    static String text(Json.Obj json, String member) {
        return members(json).string(member);
    }

    static int integer(Json.Obj json, String member) {
        return (int) members(json).integer(member, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    static Json.Obj obj(Json.Obj json, String member) {
        return members(json).object(member).object();
    }

    static Json.@Nullable Obj objOrNull(Json.Obj json, String member) {
        return json.get(member) instanceof Json.Obj object ? object : null;
    }

    static Json member(Json.Obj json, String name) {
        return members(json).any(name);
    }

    static Json.Obj envelope(Metadata<?> metadata) {
        return parse(metadata.toBytes());
    }

    static Metadata<Root> root(Json.Obj envelope) {
        return Metadata.fromJson(envelope, Root.class);
    }

    static Metadata<Targets> targets(Json.Obj envelope) {
        return Metadata.fromJson(envelope, Targets.class);
    }

    static Json.Obj settings(Settings settings) {
        var json = object("expiration", integers(settings.expirationDays()));
        var bins = settings.bins();
        if (bins != null) {
            json = json.with(
                    "bins",
                    object("number", new Json.Int(bins.requested()))
                            .with("style", string(bins.style().name())));
        }
        var delegations = settings.delegations();
        return delegations == null ? json : json.with("delegations", request(delegations));
    }

    static Settings settings(Json.Obj json) {
        var bins = objOrNull(json, "bins");
        var delegations = objOrNull(json, "delegations");
        return new Settings(
                integers(obj(json, "expiration")),
                bins == null
                        ? null
                        : new Settings.BinSettings(integer(bins, "number"), BinStyle.valueOf(text(bins, "style"))),
                delegations == null ? null : request(delegations));
    }

    static Json.Obj request(Change.DelegationRequest request) {
        return object("delegations", request.delegations().toJson())
                .with("expiration", integers(request.expirationDays()))
                .with("positions", integers(request.positions()));
    }

    static Change.DelegationRequest request(Json.Obj json) {
        var positions = objOrNull(json, "positions");
        return new Change.DelegationRequest(
                Delegations.fromJson(obj(json, "delegations")),
                integers(obj(json, "expiration")),
                integers(positions == null ? Json.Obj.EMPTY : positions));
    }
}
