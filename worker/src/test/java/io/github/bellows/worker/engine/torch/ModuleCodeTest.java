package io.github.bellows.worker.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleCodeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "    return torch.dropout(input, p, training)",
        "    _0 = torch.feature_dropout(input, 0.5, training)",
        "    _0 = torch.randn_like(x)",
        "    _0 = torch.bernoulli(p)",
        "    _0 = torch.normal_(x, 0., 1.)",
        "    return torch.rrelu(x, 0.1, 0.3, training)"
      })
  void drawing(String line) {
    assertThat(new ModuleCode(line + "\n").mayDraw()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    return torch.dropout(input, 0.5, False)",
        "    _0 = __torch__.torch.nn.functional.layer_norm",
        "    _1 = torch.relu(random_weight)"
      })
  void notDrawing(String line) {
    assertThat(new ModuleCode(line + "\n").mayDraw()).isFalse();
  }

  @Test
  void whatTracingFixes() {
    assertThat(new ModuleCode("    return torch.dropout(x, 0.5, False)\n").fixedInEvaluation())
        .isTrue();
    String norm = "torch.batch_norm(x, w, b, m, v, %s, 0.10000000000000001, 1e-05, False)\n";
    assertThat(new ModuleCode(norm.formatted("False")).fixedInEvaluation()).isTrue();
    assertThat(new ModuleCode(norm.formatted("training")).fixedInEvaluation()).isFalse();
  }

  @Test
  void attributesThatModulesAssign() {
    ModuleCode code =
        new ModuleCode(
            """
            class Net(Module):
              __buffers__ = ["mean", ]
              mean : Tensor
              calls : int
              def forward(s: __torch__.Net,
                x: Tensor) -> Tensor:
                s.mean = torch.mean(x)
                s.calls = torch.add(calls, 1)
                y = s.mean
                return y
            class Pair:
              def __init__(self: __torch__.Pair,
                a: int) -> NoneType:
                self.a = a
            def free(x: Tensor) -> Tensor:
              return x
            """);
    assertThat(code.assigned()).containsExactly("calls", "mean");
  }
}
