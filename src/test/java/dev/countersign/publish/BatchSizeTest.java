package dev.countersign.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BatchSizeTest {

    @Test
    void findsOneSubmissionByHalvingWhatFailed() {
        var size = BatchSize.full(50_000).afterFailure(9);
        assertThat(size.now()).isEqualTo(4);
        size = size.afterFailure(4);
        assertThat(size.now()).isEqualTo(2);
        assertThat(size.afterFailure(2).now()).isEqualTo(1);
    }

    @Test
    void doublesWithEachSuccessUpToTheMost() {
        var size = new BatchSize(6, 1).afterSuccess();
        assertThat(size.now()).isEqualTo(2);
        size = size.afterSuccess();
        assertThat(size.now()).isEqualTo(4);
        assertThat(size.afterSuccess()).isEqualTo(BatchSize.full(6));
    }

    @Test
    void doesNotOverflow() {
        assertThat(BatchSize.full(Integer.MAX_VALUE).afterSuccess().now()).isEqualTo(Integer.MAX_VALUE);
    }
}
