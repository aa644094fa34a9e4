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
      new SampleSchema(Shape.of(3), 2, FeatureType.FLOAT32, List.of(INCOME), false, false);
  private static final SampleSchema NUMBERS =
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
    SampleSchema gaps =
        SampleSchema.of(Shape.of(2), FeatureType.FLOAT32, new Label.Values(4, true));
    assertThat(SchemaJson.read(SchemaJson.write(gaps))).isEqualTo(gaps);
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
        new SourceFormat(
            "csv",
            Map.of("header", "true", "sep", ";"),
            new RowSelection(
                "SELECT 1",
                List.of("a AS age"),
                "a > 1",
                new RowSelection.Sequence("t", List.of("g"), List.of("v", "w"), 3, 2, "v", 1))),
        List.of(new NumberColumn("age"), CategoryColumn.oneHot("job", List.of("é"))),
        null,
        null,
        SCHEMA,
        new FeatureScaling(
            new float[] {0.1f, Float.MIN_VALUE, -0f},
            new float[] {Float.MAX_VALUE, 1 / 3f, 1e-8f}));
  }

  @Test
  void roundTripsEveryKindOfLabelWithWeightAndLength() {
    SampleSchema schema =
        new SampleSchema(
            Shape.of(3, 1),
            FeatureType.UINT8,
            List.of(
                INCOME,
                new LabelField("m", new Label.Mask(List.of("0", "1"), 7)),
                new LabelField("v", new Label.Values(2)),
                new LabelField("features", new Label.Features())),
            true,
            true);
    List<FeatureColumn> columns = List.of(new BytesColumn("x", 3));
    Preprocessing recipe =
        new Preprocessing(
            new SourceFormat("parquet", Map.of()),
            columns,
            "importance",
            new LengthColumn("n", 3),
            schema,
            FeatureScaling.NONE);
    assertThat(Preprocessing.fromJson(recipe.toJson(), "test")).isEqualTo(recipe);
    assertThatThrownBy(
            () ->
                new Preprocessing(
                    new SourceFormat("parquet", Map.of()),
                    columns,
                    null,
                    new LengthColumn("n", 3),
                    schema,
                    FeatureScaling.NONE))
        .hasMessageContaining(
            "columns of weight and length are null and LengthColumn[name=n, steps=3]");
  }

  @Test
  void roundTripsEveryKindOfColumn() {
    List<FeatureColumn> columns =
        List.of(
            new NumberColumn("a", true, new NumberColumn.Filling(0.1f, true)),
            new NumbersColumn("b", 2),
            new CategoryColumn(
                "c", List.of("x", "y", "z"), List.of("z", "x"), CategoryColumn.Encoding.INDEX, 1),
            CategoryColumn.oneHot("d", List.of("p")),
            new DateColumn("e", "dd.MM.yyyy", List.of(DateColumn.Part.YEAR, DateColumn.Part.DAYS)),
            new DateColumn("f", null, List.of(DateColumn.Part.HOUR)),
            new TextColumn("g", 3, List.of("und", "oder"), List.of("oder")));
    SampleSchema schema =
        new SampleSchema(Shape.of(13), 12, FeatureType.FLOAT32, List.of(INCOME), false, false);
    Preprocessing recipe =
        new Preprocessing(
            new SourceFormat("csv", Map.of()), columns, null, null, schema, FeatureScaling.NONE);
    assertThat(Preprocessing.fromJson(recipe.toJson(), "test")).isEqualTo(recipe);
  }

  @Test
  void readsARecipeOfTheFirstVersion() {
    // As version 0.1.0 wrote it.
    String document =
        """
        {
          "version" : 1,
          "format" : "csv",
          "options" : { "header" : "true" },
          "columns" : [ {
            "name" : "age",
            "kind" : "number",
            "width" : 1
          }, {
            "name" : "scores",
            "kind" : "array",
            "width" : 2
          } ],
          "labelColumn" : "income",
          "schema" : {
            "shape" : [ 3 ],
            "type" : "float32",
            "label" : {
              "classes" : [ "<=50K", ">50K" ]
            }
          },
          "scaling" : {
            "subtract" : [ 0.0 ],
            "divide" : [ 255.0 ]
          }
        }
        """;
    Preprocessing recipe = Preprocessing.fromJson(document, "test");
    assertThat(recipe.schema()).isEqualTo(NUMBERS);
    assertThat(recipe.weightColumn()).isNull();
    assertThat(recipe.lengthColumn()).isNull();
    assertThat(recipe.columns().get(1)).isEqualTo(new NumbersColumn("scores", 2));
    assertThat(recipe.scaling()).isEqualTo(FeatureScaling.uniform(0, 255));
    String numbers =
        document.replaceAll("(?s)\"label\" : \\{[^}]*\\}", "\"label\" : { \"values\" : 4 }");
    assertThat(Preprocessing.fromJson(numbers, "test").schema().label())
        .isEqualTo(new Label.Values(4));
  }

  @Test
  void readsAManifestOfTheFirstVersion() {
    // As version 0.1.0 wrote it.
    String document =
        """
        {
          "version" : 1,
          "fingerprint" : "0faa",
          "samples" : 20000,
          "schema" : {
            "shape" : [ 1, 2, 2 ],
            "type" : "uint8",
            "label" : {
              "classes" : [ "0", "1" ]
            }
          },
          "blocks" : [ {
            "name" : "block-00000-00.bin",
            "records" : 20000,
            "crc32c" : 12156800
          } ]
        }
        """;
    Storage storage = new Storage(new Configuration());
    Path set = storage.qualify(directory.toString());
    storage.replace(
        new Path(set, BlockManifest.NAME),
        document.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    BlockManifest manifest = BlockManifest.read(storage, set);
    assertThat(manifest.schema())
        .isEqualTo(
            SampleSchema.of(
                Shape.of(1, 2, 2), FeatureType.UINT8, new Label.Classes(List.of("0", "1"))));
    assertThat(manifest.schema().recordBytes()).isEqualTo(8);
    assertThat(manifest.samples()).isEqualTo(20000);
  }

  @Test
  void refusesARecipeItDoesNotUnderstand() {
    for (String document :
        List.of("", "{", "{}", recipe().toJson().replace("\"version\" : 3", "\"version\" : 4"))) {
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
    assertThatThrownBy(
            () ->
                new RecordDecoder(
                    NUMBERS, FeatureDecoding.of(new FeatureScaling(new float[2], ones(2)))))
        .hasMessageContaining("2 features, not 3");
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }
}
