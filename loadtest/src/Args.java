import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The arguments of a program here: {@code --name value} pairs, then perhaps {@code --} and a command. */
record Args(Map<String, String> values, List<String> command) {

    static Args of(String... args) {
        var values = new HashMap<String, String>();
        int i = 0;
        while (i < args.length && !args[i].equals("--")) {
            if (!args[i].startsWith("--") || i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + ": (expected: --name value)");
            }
            values.put(args[i].substring(2), args[i + 1]);
            i += 2;
        }
        return new Args(values, i < args.length ? List.of(args).subList(i + 1, args.length) : List.of());
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + ": missing");
        }
        return value;
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    long number(String name, long otherwise) {
        return values.containsKey(name) ? Long.parseLong(values.get(name)) : otherwise;
    }
}
