package dev.countersign.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    /** Colours, a window's title, a text that runs backwards, half a character, a hidden tag, a line of one's own. */
    private static final String HOSTILE =
            "a\u001b[31mb\u009b2Jc\u202egpj.exe\u2066\ud800\u200bd\udb40\udc41\u2028\n\r\te\u007f";

    private static final String ESCAPED =
            "a\\u001b[31mb\\u009b2Jc\\u202egpj.exe\\u2066\\ud800\\u200bd\\udb40\\udc41\\u2028";

    @Test
    void whatCannotBeSeenIsEscaped() {
        assertThat(Printable.line(HOSTILE)).isEqualTo(ESCAPED + "\\u000a\\u000d\\u0009e\\u007f");
        assertThat(Printable.lines(HOSTILE)).isEqualTo(ESCAPED + "\n\\u000d\te\\u007f");
    }

    @Test
    void whatCanBeSeenStays() {
        var text = "Été «ß» 日本語 🦊 עברית \"\\ ~";

        assertThat(Printable.line(text)).isSameAs(text);
    }

    @Test
    void jsonMeansTheSameAndShowsNothingHidden() {
        var text = new Json.Str(HOSTILE).toText();

        assertThat(text).isEqualTo("\"" + ESCAPED + "\\n\\r\\te\\u007f\"");
        assertThat(text.codePoints()).noneMatch(Printable::isInvisible);
    }

    @Test
    void messagesAboutHostileValuesAreSafe() {
        var message = new InvalidValue("role", HOSTILE, "a name").getMessage();

        assertThat(message.codePoints()).noneMatch(Printable::isInvisible);
    }
}
