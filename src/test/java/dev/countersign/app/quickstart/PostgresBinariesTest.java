package dev.countersign.app.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.app.config.StartFailure;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresBinariesTest {

    @ParameterizedTest
    @CsvSource({"Linux, amd64, linux-x86_64", "Linux, aarch64, linux-arm_64"})
    void everyJarBringsThePostgresqlOfLinux(String system, String machine, String platform) {
        assertThat(PostgresBinaries.archive(system, machine).toString()).endsWith("postgres-" + platform + ".txz");
    }

    @ParameterizedTest
    @CsvSource({"Linux, riscv64", "FreeBSD, amd64", "Windows 11, amd64"})
    void whereThereIsNoneTheJarSaysWhatItBringsAndWhatToDo(String system, String machine) {
        assertThatThrownBy(() -> PostgresBinaries.archive(system, machine))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("no PostgreSQL for " + system + " on " + machine)
                .hasMessageContaining("only for linux-x86_64, linux-arm_64")
                .hasMessageContaining("countersign serve --config FILE");
    }
}
