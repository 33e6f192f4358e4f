package dev.countersign.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FormattingTest {

    private final Formatting formatting = new Formatting();

    @Test
    void everySourceIsFormatted() {
        assertThat(formatting.unformatted())
                .extracting(Formatting.Source::path)
                .as("sources that are not formatted; `%s` formats them", Formatting.COMMAND)
                .isEmpty();
    }

    @Test
    void indentsByFourSpacesAndRemovesImportsThatNobodyUses() throws Exception {
        String formatted = formatting.format("import java.util.List;\nclass A { int b()  {return 1;} }\n");

        assertThat(formatted).isEqualTo("class A {\n    int b() {\n        return 1;\n    }\n}\n");
    }
}
