package io.github.bellows.driver.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Deeplearning4j brings along would clash with what Spark has, or weigh gigabytes. */
class ClassPathTest {
  private static List<URL> places(String resource) throws IOException {
    return Collections.list(ClassPathTest.class.getClassLoader().getResources(resource));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com/esotericsoftware/kryo/Kryo.class",
        "org/slf4j/LoggerFactory.class",
        "scala/Predef.class",
        "org/apache/logging/slf4j/SLF4JServiceProvider.class",
        "org/bytedeco/javacpp/Loader.class",
        "org/bytedeco/openblas/global/openblas.class",
        "org/nd4j/linalg/factory/Nd4j.class",
        "org/deeplearning4j/nn/multilayer/MultiLayerNetwork.class",
        "com/fasterxml/jackson/databind/ObjectMapper.class"
      })
  void thereIsOne(String resource) throws IOException {
    assertThat(places(resource)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org/bytedeco/opencv/global/opencv_core.class",
        "org/bytedeco/ffmpeg/global/avcodec.class",
        "org/bytedeco/javacv/Frame.class",
        "org/bytedeco/hdf5/global/hdf5.class",
        "org/bytedeco/leptonica/PIX.class",
        "com/esotericsoftware/kryo/kryo5/Kryo.class",
        "org/slf4j/impl/StaticLoggerBinder.class"
      })
  void thereIsNone(String resource) throws IOException {
    assertThat(places(resource)).isEmpty();
  }

  @Test
  void theScalaLibraryIsSparks() {
    assertThat(scala.util.Properties.versionNumberString()).isEqualTo("2.12.18");
  }
}
