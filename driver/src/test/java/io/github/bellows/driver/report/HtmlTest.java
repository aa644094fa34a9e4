package io.github.bellows.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "12 | 12",
        "4690 | 4,690",
        "1234567.8 | 1,234,568",
        "0.98765 | 0.9877",
        "27.8149 | 27.81",
        "0.0284 | 0.02840",
        "0.00012346 | 1.235e-4",
        "2.5e-10 | 2.5e-10",
        "1.5e20 | 1.5e20",
        "-3.14159 | -3.142",
        "NaN | NaN",
        "Infinity | Infinity"
      })
  void roundsNumbersForReading(double value, String text) {
    assertThat(Html.number(value)).isEqualTo(text);
  }

  @Test
  void escapesWhatHtmlWouldReadAndWhatItForbids() {
    assertThat(Html.escape("<a href=\"x\">'&amp;'\n\u0000</a>"))
        .isEqualTo("&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;&#39;\n\ufffd&lt;/a&gt;");
  }
}
