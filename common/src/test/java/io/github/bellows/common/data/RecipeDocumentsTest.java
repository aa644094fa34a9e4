package io.github.bellows.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.bellows.common.error.ErrorCode;
import io.github.bellows.common.error.TrainingException;
import io.github.bellows.common.model.Shape;
import io.github.bellows.common.storage.Storage;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeDocumentsTest {
  private static final LabelField INCOME =
      new LabelField("income", new Label.Classes(List.of("<=50K", ">50K")));
  private static final SampleSchema SCHEMA =
      new SampleSchema(Shape.of(3), FeatureType.FLOAT32, List.of(INCOME), false, false);

  @TempDir java.nio.file.Path directory;

  @Test
  void sizesARecord() {
    SampleSchema image =
        SampleSchema.of(Shape.of(1, 28, 28), FeatureType.UINT8, new Label.Classes(List.of("0")));
    assertThat(image.elements()).isEqualTo(784);
    assertThat(image.recordBytes()).isEqualTo(788);
    SampleSchema row = SampleSchema.of(Shape.of(5), FeatureType.FLOAT32, new Label.Values(2));
    assertThat(row.featureBytes()).isEqualTo(20);
    assertThat(row.recordBytes()).isEqualTo(28);
    assertThat(row.classNames()).isEmpty();
  }

  @Test
  void roundTripsASchema() {
    SampleSchema values = SampleSchema.of(Shape.of(2, 3), FeatureType.UINT8, new Label.Values(4));
    assertThat(SchemaJson.read(SchemaJson.write(values))).isEqualTo(values);
    assertThat(SchemaJson.read(SchemaJson.write(SCHEMA))).isEqualTo(SCHEMA);
  }

  @Test
  void roundTripsARecipe() {
    Preprocessing recipe = recipe();
    Storage storage = new Storage(new Configuration());
    Path model = storage.qualify(directory.toString());
    recipe.write(storage, model);
    assertThat(Preprocessing.read(storage, model)).isEqualTo(recipe);
    assertThat(recipe.toJson()).contains("\"name\" : \"income\"");
  }

  private static Preprocessing recipe() {
    return new Preprocessing(
        "csv",
        Map.of("header", "true", "sep", ";"),
        List.of(
            new FeatureColumn("age", FeatureColumn.Kind.NUMBER, 1, List.of()),
            new FeatureColumn("job", FeatureColumn.Kind.CATEGORY, 2, List.of("a", "é"))),
        null,
        null,
        SCHEMA,
        new FeatureScaling(
            new float[] {0.1f, Float.MIN_VALUE, -0f},
            new float[] {Float.MAX_VALUE, 1 / 3f, 1e-8f}));
  }

  @Test
  void refusesARecipeItDoesNotUnderstand() {
    for (String document :
        List.of("", "{", "{}", recipe().toJson().replace("\"version\" : 2", "\"version\" : 3"))) {
      assertThatThrownBy(() -> Preprocessing.fromJson(document, "m/preprocessing.json"))
          .isInstanceOfSatisfying(
              TrainingException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_DATA))
          .hasMessageContaining("m/preprocessing.json");
    }
  }

  @Test
  void refusesNumbersThatCannotScale() {
    assertThatThrownBy(() -> FeatureScaling.uniform(0, 0)).hasMessageContaining("feature 0");
    assertThatThrownBy(() -> FeatureScaling.uniform(Float.NaN, 1)).hasMessageContaining("finite");
    assertThatThrownBy(() -> new RecordDecoder(SCHEMA, new FeatureScaling(new float[2], ones(2))))
        .hasMessageContaining("2 features, not 3");
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }
}
