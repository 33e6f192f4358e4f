package dev.countersign.json;

/** Ordinary JSON text of a {@link Json} value. */
final class JsonWriter {
    private final StringBuilder text = new StringBuilder();

    private JsonWriter() {}

    static String write(Json json) {
        var writer = new JsonWriter();
        writer.value(json);
        return writer.text.toString();
    }

    private void value(Json json) {
        switch (json) {
            case Json.Obj object -> object(object);
            case Json.Arr array -> array(array);
            case Json.Str string -> string(string.value());
            case Json.Int number -> text.append(number.value());
            case Json.Dec number -> text.append(number.literal());
            case Json.Bool bool -> text.append(bool.value());
            case Json.Null _ -> text.append("null");
        }
    }

    private void object(Json.Obj object) {
        text.append('{');
        var separator = "";
        for (var member : object.members().entrySet()) {
            text.append(separator);
            string(member.getKey());
            text.append(':');
            value(member.getValue());
            separator = ",";
        }
        text.append('}');
    }

    private void array(Json.Arr array) {
        text.append('[');
        var separator = "";
        for (var item : array.items()) {
            text.append(separator);
            value(item);
            separator = ",";
        }
        text.append(']');
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isSurrogate(c) && CodePoints.isPair(value, i)) {
                pair(value.codePointAt(i++));
            } else {
                character(c);
            }
        }
        text.append('"');
    }

    private void pair(int c) {
        if (Printable.isInvisible(c)) {
            Printable.escape(text, c);
        } else {
            text.appendCodePoint(c);
        }
    }

    private void character(char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                // A lone surrogate has no UTF-8 encoding, so it can only travel escaped; what cannot be seen means the
                // same escaped, and does nothing to a screen.
                if (c < 0x20 || (c > 0x7e && Printable.isInvisible(c))) {
                    Printable.escape(text, c);
                } else {
                    text.append(c);
                }
            }
        }
    }
}
