package io.github.bellows.worker.group;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockRangeTest {
  @ParameterizedTest
  @CsvSource({"1,1", "1,4", "10,3", "7,7", "131072,5", "2,64"})
  void eachBlockIsInExactlyOneShare(int blocks, int workers) {
    int end = 3;
    for (int rank = 0; rank < workers; rank++) {
      BlockRange share = new BlockRange(3, 3 + blocks).share(rank, workers);
      assertThat(share.from()).isEqualTo(end);
      assertThat(share.to() - share.from())
          .isBetween(blocks / workers, (blocks + workers - 1) / workers);
      end = share.to();
    }
    assertThat(end).isEqualTo(3 + blocks);
  }
}
