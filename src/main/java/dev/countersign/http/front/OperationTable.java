package dev.countersign.http.front;

import dev.countersign.http.Operation;
import dev.countersign.http.RepositoryAddress;
import dev.countersign.http.api.RepositoryApi;
import dev.countersign.http.api.ServiceApi;
import dev.countersign.tuf.RepositoryName;
import dev.countersign.wire.ApiPath;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All operations by their addresses, found without trying one after the other: whoever guesses tokens pays nothing for
 * that, and must cost next to nothing.
 */
final class OperationTable {
    private static final String NAME = "{name}";

    private final Map<String, Map<HttpMethod, Operation<RepositoryApi>>> ofOne;
    private final Map<String, Map<HttpMethod, Operation<ServiceApi>>> ofAll;

    OperationTable(List<Operation<RepositoryApi>> ofOne, List<Operation<ServiceApi>> ofAll) {
        this.ofOne = byPath(ofOne);
        this.ofAll = byPath(ofAll);
    }

    private static <T> Map<String, Map<HttpMethod, Operation<T>>> byPath(List<Operation<T>> operations) {
        var table = new LinkedHashMap<String, Map<HttpMethod, Operation<T>>>();
        for (var operation : operations) {
            table.computeIfAbsent(operation.path(), _ -> new LinkedHashMap<>()).put(operation.method(), operation);
        }
        return table;
    }

    /** What an address is of. */
    sealed interface Resource {
        /** The methods that it takes. */
        Set<HttpMethod> methods();

        /** @param repository empty for a text that no repository can be called */
        record OfOne(Map<HttpMethod, Operation<RepositoryApi>> operations, Optional<RepositoryName> repository)
                implements Resource {
            @Override
            public Set<HttpMethod> methods() {
                return operations.keySet();
            }
        }

        /** @param name the part of the path that is a name; empty when there is none */
        record OfAll(Map<HttpMethod, Operation<ServiceApi>> operations, String path, String name) implements Resource {
            @Override
            public Set<HttpMethod> methods() {
                return operations.keySet();
            }
        }
    }

    /** Null for an address of no operation. A slash at its end makes no difference. */
    @Nullable
    Resource find(String path) {
        var plain = withoutSlash(path);
        return RepositoryAddress.isOne(plain) ? ofNamed(plain) : ofDefaultOrAll(plain);
    }

    private @Nullable Resource ofNamed(String path) {
        int end = path.indexOf('/', ApiPath.NAMED.length());
        var operations = end <= ApiPath.NAMED.length() ? null : ofOne.get(path.substring(end));
        return operations == null
                ? null
                : new Resource.OfOne(operations, RepositoryAddress.parse(path).map(RepositoryAddress::name));
    }

    private @Nullable Resource ofDefaultOrAll(String path) {
        var operations = ofOne.get(path);
        if (operations != null) {
            return new Resource.OfOne(operations, Optional.of(RepositoryName.DEFAULT));
        }
        var service = ofAll.get(path);
        if (service != null) {
            return new Resource.OfAll(service, path, "");
        }
        int name = path.lastIndexOf('/') + 1;
        var named = name == path.length() ? null : ofAll.get(path.substring(0, name) + NAME);
        return named == null ? null : new Resource.OfAll(named, path, path.substring(name));
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
    }
}
